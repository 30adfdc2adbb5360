"""What every answer for people says: no diagnosis, and what a negative result leaves open."""

CAVEAT = (
    "Not a diagnosis. These are predictions and automated evidence, to be judged by a specialist. "
    "A negative result does not exclude ALPS: mosaic FAS variants in double-negative T cells, deep "
    "intronic and copy-number changes, and variants in other genes (FASLG, CASP10 and more) can be "
    "missed."
)
