"""The letters of a text as they are compared: one width, one case, simplified, nothing between."""
