"""Other spellings of terms: scripts, homophones, taken-apart characters, inserted signs."""
