"""The REST toolkit: who asks, pages, errors, sending twice. Knows no app above it."""
