"""Evidence: dated, hashed items with life cycle, and the files behind them."""
