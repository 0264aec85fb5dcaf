"""The pass over a corpus: detectors, processes, and what is written down."""
