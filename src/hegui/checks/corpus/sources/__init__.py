"""Where training data comes from: the source register and what it shows."""
