"""Licences of training data: expressions, an answer for commercial training, and documents counted."""
