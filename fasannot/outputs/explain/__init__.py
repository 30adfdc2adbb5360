"""One allele explained to a person."""
