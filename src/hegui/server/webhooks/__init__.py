"""Webhooks: other systems hear of entries, signed and retried."""
