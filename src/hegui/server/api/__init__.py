"""The API under `/api/v1`: the routers of all apps, one shape of errors, its own reference."""
