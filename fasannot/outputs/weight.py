"""Which allele a person should look at first: the order of answers on page and terminal."""

from __future__ import annotations

from fasannot.rules.finding import Finding
from fasannot.rules.flags import Flag

# What cannot be judged stands first: nobody may take it for nothing.
_ORDER = (
    Flag.KNOWN_ALPS,
    Flag.LOF,
    Flag.DEATH_DOMAIN,
    Flag.CYSTEINE,
    Flag.SPLICE,
    Flag.LOF_LC,
    Flag.RECEPTOR,
    Flag.KNOWN_REPORTED,
)


def weight(finding: Finding) -> tuple[int, int, int]:
    """Return a sort key: the lowest is to be looked at first."""
    if finding.effect is None or finding.assessment is None or Flag.NOT_JUDGED in finding.flags:
        return (0, 0, 0)
    if not finding.candidate:
        return (2, 0, 0)
    flags = finding.flags
    rank = next((place for place, flag in enumerate(_ORDER) if flag in flags), len(_ORDER))
    return (1, rank, -(finding.points or 0))
