"""What follows: facts of an allele, weighed by rules into flags, criteria and class."""
