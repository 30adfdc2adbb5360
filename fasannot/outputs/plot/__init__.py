"""Lollipop plots of FAS alleles on gene and protein."""
