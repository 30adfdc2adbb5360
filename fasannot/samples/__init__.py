"""The samples of a file: genotypes, reads, mosaics and pairs of candidate alleles."""
