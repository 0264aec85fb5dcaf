"""How much of a document lies in protected works, block-listed texts or test sets, and where."""
