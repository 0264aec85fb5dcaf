"""The second pass: text that is written as people write who want to pass a filter."""
