"""What changed: one allele on the locus, however it was written."""
