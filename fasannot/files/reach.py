"""How far a record reaches on its chromosome, read from as few of its fields as will do.

A record covers the bases of REF, and whatever INFO END, SVLEN, CIPOS, CIEND and CILEN add to it; a
breakend covers what lies between it and a mate on its own chromosome.
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
_MATE = re.compile(rb"[\[\]]([^\[\]\t,]+):([0-9]{1,18})[\[\]]")
# END, CIEND, SVLEN, CIPOS and CILEN by their ends: the search goes from one first letter to the
# next, so rare ones are found many times sooner. A key that only ends so costs time alone.
_KEYS = tuple(re.compile(key) for key in (rb"END=", rb"VLEN=", rb"I(?:POS|LEN)="))
# So far may an allele reach whose end its record does not tell.
UNTOLD_REACH = 1_000_000
_NAMED = re.compile(rb"(?:^|,)<(?!(?:NON_REF|\*|X)>(?:,|\Z)|INS|BND|TRA)")
POSITION = re.compile(rb"[0-9]{1,18}\Z")
_SYMBOLIC = re.compile(rb"<(?!NON_REF>|\*>|X>)[A-Za-z][A-Za-z0-9:_]*>")


def record_reach(line: bytes) -> tuple[int, int]:
    r"""Return the 0-based half-open interval that a record line covers at most.

    >>> record_reach(b"chr10\t100\t.\tACG\tA\t.\t.\t.")
    (99, 102)
    >>> record_reach(b"chr10\t100\t.\tA\t<DEL>\t.\t.\tSVLEN=-50;CIEND=-5,5")
    (99, 155)
    >>> record_reach(b"chr10\t100\t.\tA\t<DEL>\t.\t.\tEND=unknown")
    (99, 1000099)
    >>> record_reach(b"chr10\t100\t.\tA\t<DEL>\t.\t.\tEND=-3;SVLEN=0")
    (99, 1000099)
    >>> record_reach(b"chr10\t100\t.\tA\t<*>>\t.\t.\t.")
    (99, 1000099)
    >>> record_reach(b"chr10\t100\t.\tA\tA[chr10:900[\t.\t.\t.")
    (99, 900)

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
    if b"[" in fields[4] or b"]" in fields[4]:
        here = fields[0].lower()
        for chrom, position in _MATE.findall(fields[4]):
            if chrom.strip(b"<>").lower() == here:
                start, end = min(start, int(position) - 1), max(end, int(position))
    told = False
    for key, value in _REACH_KEYS.findall(fields[7]):
        numbers = [int(number) for number in _INTEGER.findall(value)]
        if not numbers:
            continue
        if key == b"END":
            told = told or max(numbers) > start + 1  # one at POS or before tells nothing
            end = max(end, *numbers)
        elif key == b"SVLEN":
            told = told or any(numbers)
            end = max(end, start + 1 + max(map(abs, numbers)))
        elif key == b"CIPOS":
            widen_start = min(widen_start, *numbers)
            widen_end = max(widen_end, *numbers)
        else:
            widen_end += max(0, *numbers)
    if b"<*>" in fields[4] and len(fields) > _MIN_COLUMNS:
        end = max(end, start + _block_length(fields[_MIN_COLUMNS]))
    if not told and b"<" in fields[4] and _NAMED.search(fields[4]):
        end = max(end, start + UNTOLD_REACH)
    return start + widen_start, end + widen_end


def _block_length(genotypes: bytes) -> int:
    """Return the longest FORMAT LEN of the samples (reference blocks of VCF 4.5)."""
    layout, *samples = genotypes.split(b"\t")
    keys = layout.split(b":")
    if b"LEN" not in keys:
        return 0
    place = keys.index(b"LEN")
    parts = [sample.split(b":")[place : place + 1] for sample in samples]
    return max((int(one[0]) for one in parts if one and POSITION.match(one[0])), default=0)


def may_reach_far(buffer: bytes, start: int, stop: int) -> bool:
    """Tell whether a stretch of text may hold a record whose end is not told by REF alone."""
    if any(key.search(buffer, start, stop) is not None for key in _KEYS):
        return True
    at = buffer.find(b"<", start, stop)  # one byte is found sooner than two
    return at >= 0 and any(buffer.find(sign, at - 1, stop) >= 0 for sign in (b"\t<", b",<"))


def has_structural(buffer: bytes) -> bool:
    r"""Tell whether records, text or packed, hold an allele that may reach beyond REF and END.

    >>> has_structural(b"\t<NON_REF>\t"), has_structural(b"\t<DEL>\t")
    (False, True)
    >>> has_structural(b"\tA]chr2:9]\t"), has_structural(b"chr10\t5\t.\tA\tC\t.\t.\tX=[1]")
    (True, False)
    """
    if b"SVLEN=" in buffer or _SYMBOLIC.search(buffer) is not None:
        return True
    return (b"[" in buffer or b"]" in buffer) and _MATE.search(buffer) is not None


def may_touch(line: bytes, selection: Selection) -> bool:
    """Tell whether a record line of the selected chromosome may touch a window.

    Raises:
        ValueError: see ``record_reach``.
    """
    return selection.touches(*record_reach(line))


def changes_bases(line: bytes, selection: Selection) -> bool:
    """Tell whether a record line may change bases within a window, not only beside one."""
    start, end = record_reach(line)
    ref, alternatives = line.split(b"\t", 5)[3:5]
    beside = any(len(alt) != len(ref) for alt in alternatives.split(b","))
    return any(
        (start < last and end > first) or (beside and start <= last and end >= first)
        for first, last in selection.windows
    )


CORRECT = "correct the record or remove it"


def malformed(candidate: Candidate, reason: str, path: str, advice: str = CORRECT) -> InputError:
    """Return the error for a record line that cannot be used."""
    return InputError(f"{reason}; {advice}", path=path, where=candidate.where)
