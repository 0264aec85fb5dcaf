"""Signing in, people, rights, tokens, sessions."""
