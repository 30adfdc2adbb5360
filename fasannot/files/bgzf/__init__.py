"""BGZF blocks and their indexes (SAM specification, section 4.1)."""
