"""How people call the genome builds that fasannot reads."""

from __future__ import annotations

import re

_NAMES = {
    "grch38": "GRCh38",
    "hg38": "GRCh38",
    "b38": "GRCh38",
    "grch37": "GRCh37",
    "hg19": "GRCh37",
    "b37": "GRCh37",
}
_PATCHED = re.compile(r"(grch3[78])[._-]?p\d+$")


def build_named(text: str) -> str | None:
    """Return the name of a build as fasannot writes it, ``None`` for another word.

    >>> build_named("hg19"), build_named("GRCh38.p14"), build_named("FAS")
    ('GRCh37', 'GRCh38', None)
    """
    lower = text.lower()
    patched = _PATCHED.match(lower)
    return _NAMES.get(patched[1] if patched else lower)
