"""Validation: how the catalogue and the whole locus come out, with and without knowledge."""
