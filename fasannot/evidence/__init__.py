"""What is known of an allele: shipped tables and the user's own."""
