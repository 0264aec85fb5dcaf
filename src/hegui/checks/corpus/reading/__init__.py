"""Reading a corpus: which files it has, how they are unpacked, and documents in batches."""
