"""What a structural allele does to exons, message and protein, as far as its ends are known."""
