"""Annotation that is already in the VCF: VEP CSQ, ANNOVAR-style keys, SpliceAI, named AF tags.

The header says which keys a file has; only those are looked at. A plain ``AF`` means the caller's
own cohort, so frequency tags count only if they name gnomAD or ExAC, or if the user named them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from fasannot.errors import InputError
from fasannot.evidence.values import (
    NO_EVIDENCE,
    ExternalEvidence,
    Frequency,
    MissenseScore,
    SpliceScores,
    splice_scores_from,
)
from fasannot.files.numbers import count_number, told_real
from fasannot.files.vcf.info import Info
from fasannot.gene.model import SYMBOL

_DECLARED = re.compile(r"##INFO=<ID=([^,>]+)")
_FORMAT = re.compile(r'Format: "?([^">]+)')
_FREQUENCY = re.compile(
    r"(gnomad\d*[eg]?(_(exomes?|genomes?|joint))?(_v?\d+)?_(af|all)|exac_(all|af)|gnomad_af"
    r"|gnomad[eg]_af|gnomad\d*_(exome|genome)_(af|all))",
    re.IGNORECASE,
)
_REVEL = frozenset({"revel", "revel_score"})
_ALPHAMISSENSE = frozenset({"am_pathogenicity", "alphamissense_score", "am_score"})
_SPLICEAI = frozenset({"SpliceAI", "OpenSpliceAI"})
_OWN_TRANSCRIPTS = ("NM_000043", "ENST00000652046", "ENST00000355740")
_SPLICE_PARTS = ("DS_AG", "DS_AL", "DS_DG", "DS_DL", "DP_AG", "DP_AL", "DP_DG", "DP_DL")


@dataclass(slots=True)
class _Found:
    frequencies: list[Frequency] = field(default_factory=list)
    scores: dict[str, MissenseScore] = field(default_factory=dict)
    splice: SpliceScores | None = None


def _frequency(text: str, source: str) -> Frequency | None:
    if text in ("", "."):
        return None
    return Frequency(told_real(text), source)


def _highest(text: str) -> float | None:
    """Return the highest of ``&`` or ``,`` separated numbers, skipping missing ones."""
    values = [told_real(part) for part in re.split("[&,]", text) if part not in ("", ".")]
    return max(values) if values else None


def vep_allele(ref: str, alt: str, all_alts: Sequence[str]) -> str:
    """Return an ALT as VEP writes it in CSQ: without the base that all alleles share.

    >>> vep_allele("CA", "C", ["C"]), vep_allele("C", "T", ["T"]), vep_allele("C", "CT", ["CT"])
    ('-', 'T', 'T')
    """
    alleles = [ref, *all_alts]
    same_first = len({allele[:1] for allele in alleles}) == 1
    if same_first and any(len(allele) != len(ref) for allele in all_alts):
        return alt[1:] or "-"
    return alt


def _number_key(key: str) -> str:
    """Return the key that would hold the number of chromosomes behind a frequency.

    >>> _number_key("MY_AF"), _number_key("AF_eur")
    ('MY_AN', 'AN_eur')
    """
    return "AN".join(key.rsplit("AF", 1))


class InfoReader:
    """Reads evidence out of INFO columns.

    Args:
        header: the lines of the VCF header.
        frequency_tags: INFO keys that the user names as population frequencies.

    Raises:
        InputError: a named frequency tag is not declared in the header.
    """

    def __init__(self, header: Iterable[str], frequency_tags: Sequence[str] = ()) -> None:
        self._handlers: dict[str, Callable[[_Found, str, str, Sequence[str], int, int], None]] = {}
        self._csq: tuple[str, ...] = ()
        declared = set()
        for line in header:
            match = _DECLARED.match(line)
            if not match:
                continue
            key = match[1]
            declared.add(key)
            if key in ("CSQ", "vep"):
                layout = _FORMAT.search(line)
                if layout:
                    self._csq = tuple(layout[1].strip().split("|"))
                    self._handlers[key] = self._read_csq
            elif key in _SPLICEAI:
                self._handlers[key] = self._splice_handler(key)
            elif key.lower() in _REVEL:
                self._handlers[key] = self._score_handler(key, "REVEL")
            elif key.lower() in _ALPHAMISSENSE:
                self._handlers[key] = self._score_handler(key, "AlphaMissense")
            elif _FREQUENCY.fullmatch(key) or key in frequency_tags:
                self._handlers[key] = self._frequency_handler(key)
        sized = (key for key in declared if "AF" in key and key in self._handlers)
        names = {_number_key(key): key for key in sized}
        self._sizes = {number: key for number, key in names.items() if number in declared}
        missing = [tag for tag in frequency_tags if tag not in declared]
        if missing:
            raise InputError(
                f"the VCF header declares no INFO {', '.join(missing)}, named as allele frequency"
            )

    @property
    def active(self) -> bool:
        """Whether the header declares anything to read."""
        return bool(self._handlers)

    def evidence(
        self, info: str, ref: str, alts: Sequence[str], index: int, coordinate: int
    ) -> ExternalEvidence:
        """Return what an INFO column says of one ALT.

        Args:
            info: the INFO column.
            ref: REF as written.
            alts: all ALT alleles as written.
            index: which ALT, 0-based.
            coordinate: locus coordinate of POS.

        Raises:
            InputError: a value is not what its key promises.
        """
        if not self._handlers:
            return NO_EVIDENCE
        found: _Found | None = None
        sizes: dict[str, int] = {}
        for key, value in Info(info).items():
            size = count_number(value) if key in self._sizes else None
            if size is not None:
                sizes[f"INFO {self._sizes[key]}"] = size
            handler = self._handlers.get(key)
            if handler is None or not value:
                continue
            found = found or _Found()
            try:
                handler(found, value, ref, alts, index, coordinate)
            except (ValueError, IndexError) as error:
                raise InputError(f"INFO {key} cannot be read: {error}") from None
        if found is None or not (found.frequencies or found.scores or found.splice):
            return NO_EVIDENCE
        tools = sorted(found.scores, key=lambda tool: tool != "REVEL")
        frequencies = [
            replace(one, chromosomes=sizes[one.source]) if one.source in sizes else one
            for one in found.frequencies
        ]
        return ExternalEvidence(
            tuple(frequencies), found.splice, tuple(found.scores[tool] for tool in tools)
        )

    def _own_value(self, value: str, alts: Sequence[str], index: int) -> str | None:
        """Return the value of one ALT, ``None`` where the column cannot tell alleles apart."""
        parts = value.split(",")
        if len(parts) == len(alts):
            return parts[index]
        return value if len(alts) == 1 else None

    def _frequency_handler(
        self, key: str
    ) -> Callable[[_Found, str, str, Sequence[str], int, int], None]:
        def read(
            found: _Found, value: str, ref: str, alts: Sequence[str], index: int, at: int
        ) -> None:
            own = self._own_value(value, alts, index)
            frequency = _frequency(own or "", f"INFO {key}")
            if frequency is not None:
                found.frequencies.append(frequency)

        return read

    def _score_handler(
        self, key: str, tool: str
    ) -> Callable[[_Found, str, str, Sequence[str], int, int], None]:
        def read(
            found: _Found, value: str, ref: str, alts: Sequence[str], index: int, at: int
        ) -> None:
            own = self._own_value(value, alts, index)
            score = _highest(own) if own else None
            if score is not None:
                found.scores.setdefault(tool, MissenseScore(tool, score, f"INFO {key}"))

        return read

    def _splice_handler(
        self, key: str
    ) -> Callable[[_Found, str, str, Sequence[str], int, int], None]:
        def read(
            found: _Found, value: str, ref: str, alts: Sequence[str], index: int, at: int
        ) -> None:
            for entry in value.split(","):
                parts = entry.split("|")
                if parts[0] == alts[index] and parts[1:2] == [SYMBOL]:
                    found.splice = splice_scores_from(entry, at, key) or found.splice

        return read

    def _read_csq(
        self, found: _Found, value: str, ref: str, alts: Sequence[str], index: int, at: int
    ) -> None:
        wanted = vep_allele(ref, alts[index], alts)
        best: dict[str, str] | None = None
        rank = 9
        for entry in value.split(","):
            cells = dict(zip(self._csq, entry.split("|"), strict=False))
            number = cells.get("ALLELE_NUM")
            own = number == str(index + 1) if number else cells.get("Allele") == wanted
            if not own:
                continue
            feature = cells.get("Feature", "").partition(".")[0]
            if feature in _OWN_TRANSCRIPTS:
                here = _OWN_TRANSCRIPTS.index(feature)
            elif cells.get("SYMBOL") == SYMBOL:
                here = 5
            else:
                continue
            if here < rank:
                best, rank = cells, here
        if best is not None:
            self._from_csq(found, best, at)

    def _from_csq(self, found: _Found, cells: dict[str, str], at: int) -> None:
        for key, value in cells.items():
            if not value or value == ".":
                continue
            lower = key.lower()
            if _FREQUENCY.fullmatch(key):
                number = _highest(value)
                if number is not None:
                    found.frequencies.append(Frequency(number, f"CSQ {key}"))
            elif lower in _REVEL or lower in _ALPHAMISSENSE:
                tool = "REVEL" if lower in _REVEL else "AlphaMissense"
                number = _highest(value)
                if number is not None:
                    found.scores.setdefault(tool, MissenseScore(tool, number, f"CSQ {key}"))
            elif key == "SpliceAI_pred":
                parts = value.split("|" if "|" in value else "&")
                found.splice = splice_scores_from("|".join(["", *parts]), at, "SpliceAI")
        named = [cells.get(f"SpliceAI_pred_{part}", "") for part in _SPLICE_PARTS]
        if named[0] and cells.get("SpliceAI_pred_SYMBOL", SYMBOL) == SYMBOL:
            found.splice = splice_scores_from("|".join(["", SYMBOL, *named]), at, "SpliceAI")
