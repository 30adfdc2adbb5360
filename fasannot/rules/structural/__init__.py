"""Structural alleles judged by the same rules."""
