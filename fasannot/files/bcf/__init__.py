"""BCF: records by their packed bytes, and packing by htslib."""
