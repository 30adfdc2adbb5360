"""What an allele does to message and protein."""
