"""The command line: parse, call, render. No rules here."""
