"""Who carries an allele: the calls of one sample."""
