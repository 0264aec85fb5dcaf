"""Controls: what the organisation does so that obligations are met."""
