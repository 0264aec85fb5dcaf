"""The ledger: an append-only, hash-chained record of everything that was written.

Each organisation has its own chain, and `system` has one for what belongs to none. `append` is
called by services in their own transaction; database triggers refuse every change of an entry.
"""
