"""Cohort tables: one typed row per sample and FAS allele it carries, over any number of files."""
