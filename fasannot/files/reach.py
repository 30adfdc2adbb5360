"""How far a record reaches on its chromosome, read from as few of its fields as will do.

A record covers the bases of REF, and whatever INFO END, SVLEN, CIPOS, CIEND and CILEN add to it.
SVLEN is taken by its size alone: its sign changed between VCF 4.2 and 4.4, and files mix them.
What is covered is never too little; a record that turns out not to touch the gene is left as it is.
"""

from __future__ import annotations

import re

from fasannot.errors import InputError
from fasannot.files.candidates import Candidate, Selection, printable

_MIN_COLUMNS = 8
_REACH_KEYS = re.compile(rb"(?:^|;)(END|SVLEN|CIPOS|CIEND|CILEN)=([^;]*)")
_INTEGER = re.compile(rb"[-+]?[0-9]{1,18}")
HINTS = (b"END=", b"SVLEN=", b"CIPOS=", b"CILEN=")
POSITION = re.compile(rb"[0-9]{1,18}\Z")


def record_reach(line: bytes) -> tuple[int, int]:
    r"""Return the 0-based half-open interval that a record line covers at most.

    >>> record_reach(b"chr10\t100\t.\tACG\tA\t.\t.\t.")
    (99, 102)
    >>> record_reach(b"chr10\t100\t.\tA\t<DEL>\t.\t.\tSVLEN=-50;CIEND=-5,5")
    (99, 155)

    Raises:
        ValueError: fewer than eight columns, or a POS that is no number; the text says which.
    """
    fields = line.split(b"\t", _MIN_COLUMNS)
    if len(fields) < _MIN_COLUMNS:
        raise ValueError(
            f"the record has {len(fields)} of the 8 columns that VCF demands, separated by tabs"
        )
    if not POSITION.match(fields[1]):
        raise ValueError(f"POS is {printable(fields[1])!r}, not a whole number")
    start = int(fields[1]) - 1
    end = start + max(1, len(fields[3]))
    widen_start = widen_end = 0
    for key, value in _REACH_KEYS.findall(fields[7]):
        numbers = [int(number) for number in _INTEGER.findall(value)]
        if not numbers:
            continue
        if key == b"END":
            end = max(end, *numbers)
        elif key == b"SVLEN":
            end = max(end, start + 1 + max(map(abs, numbers)))
        elif key == b"CIPOS":
            widen_start = min(widen_start, *numbers)
            widen_end = max(widen_end, *numbers)
        else:
            widen_end += max(0, *numbers)
    return start + widen_start, end + widen_end


def may_touch(line: bytes, selection: Selection) -> bool:
    """Tell whether a record line of the selected chromosome may touch a window.

    Raises:
        ValueError: see ``record_reach``.
    """
    return selection.touches(*record_reach(line))


def malformed(candidate: Candidate, reason: str, path: str) -> InputError:
    """Return the error for a record line that cannot be placed."""
    return InputError(
        f"{reason}; correct the record or remove it", path=path, where=candidate.where
    )
