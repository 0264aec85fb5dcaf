"""Documents that are the same as others, or nearly so."""
