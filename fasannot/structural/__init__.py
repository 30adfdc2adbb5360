"""Structural alleles: symbolic ones and breakends, read, named and judged."""
