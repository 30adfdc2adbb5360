"""Names that people write, read back to alleles."""
