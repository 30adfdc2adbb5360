"""Was FAS seen: which bases of its exons and splice sites a file shows to be callable."""
