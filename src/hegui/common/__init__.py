"""Ground floor: errors, ids, hashing, dates, two-language text. Imports nothing of hegui."""
