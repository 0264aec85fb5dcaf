"""What a corpus is made of: languages, scripts, sources, types, lengths, time, quality."""
