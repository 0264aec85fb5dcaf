"""Samples of a corpus: drawn by a keyed hash, read by people or judged by a scan, with bounds."""
