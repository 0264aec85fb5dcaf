"""The server: the place where people keep the management system running (Django).

Apps have the same files: `models services selectors forms views urls api templates migrations`.
Only services write, and every write leaves an entry in the ledger.
"""
