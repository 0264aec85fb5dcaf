"""Backups: everything in one file, consistent while the server is used, and back again.

hegui-20260101-120000.tar.gz
  database.sqlite3              or database/<table>.copy with database/tables.json (PostgreSQL)
  files/<sha256>                every file of the store
  secret.key, server.toml       when they are in the data folder
  manifest.json                 last: size and SHA-256 of each, the ledger's heads, versions
"""
