"""The journal: the pages and routes that show, verify, export and stamp the ledger."""
