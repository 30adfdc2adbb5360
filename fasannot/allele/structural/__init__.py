"""Structural alleles of a record: symbolic ones and breakends, read to what they change."""
