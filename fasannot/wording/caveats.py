"""What every answer for people says: no diagnosis, and what a negative result leaves open.

Each of the things that can be missed is a row of ``data/not_excluded.tsv`` with its source.
"""

CAVEAT = (
    "Not a diagnosis. These are predictions and automated evidence, to be judged by a specialist. "
    "A negative result does not exclude ALPS: mosaic FAS variants, second hits and loss of "
    "heterozygosity in double-negative T cells, deep intronic and promoter changes, duplicated or "
    "deleted exons, and variants of other genes (FASLG, CASP10, FADD with somatic loss of the "
    "other copy, and more) can be missed."
)
