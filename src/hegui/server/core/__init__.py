"""Organisations, domains, people, roles and rights; the base of all records and of all writing."""
