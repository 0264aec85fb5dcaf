"""The page toolkit: frame, access, forms, lists, charts, language. Knows no app above it."""
