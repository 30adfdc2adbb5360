"""One tabix-indexed file of the user's own, read block by block over the FAS locus.

The file must be of the input's build: its contig lengths and names are checked when it is opened,
and every REF that is read is compared with the reference. Alleles are kept in canonical form, so
that spelling does not matter.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fasannot.allele.variant import GenomicVariant, canonical, unshift
from fasannot.errors import InputError
from fasannot.files.bgzf.indexed_file import check_indexed_file
from fasannot.files.declared import builds_named
from fasannot.gene.model import Assembly, GeneModel

if TYPE_CHECKING:
    import pysam

BLOCK = 2048
# gnomAD lists sites, not coverage: a position counts as covered when records start within this many
# bases on both sides.
NEAR = 30
# Rows whose REF is compared when a file is opened; the others are compared when they are needed.
ENOUGH = 50


class Row(NamedTuple):
    """One allele of a line: 1-based position, REF, ALT and what the line says of it."""

    position: int
    ref: str
    alt: str
    value: Any


class RegionFile:
    """One tabix-indexed file, read block by block over the FAS locus.

    Args:
        path: the file as the user named it.
        kind: what it is expected to be, for messages.
        model: the gene model.
        assembly: build of the input, which the file must share.
        parse: turns one line into rows.
    """

    def __init__(
        self,
        path: str,
        kind: str,
        model: GeneModel,
        assembly: Assembly,
        parse: Callable[[str], Iterator[Row]],
    ) -> None:
        self.path = path
        self.kind = kind
        self._model = model
        self._assembly = assembly
        self._parse = parse
        self._blocks: dict[int, dict[tuple[int, int, str], list[Any]]] = {}
        self.positions: dict[int, list[int]] = {}
        self._tabix = self._open()
        self.header = self._read_header()
        self._check_lengths()
        self._chrom = self._chromosome()

    def _fail(self, message: str, where: str | None = None) -> InputError:
        return InputError(message, path=self.path, where=where)

    def _open(self) -> pysam.TabixFile:
        import pysam  # noqa: PLC0415 - most runs name no file

        path = Path(self.path)
        try:
            if not path.is_file():
                reason = "is a directory" if path.is_dir() else "does not exist"
                raise self._fail(f"the {self.kind} file {reason}")
            if path.stat().st_size == 0:
                raise self._fail(f"the {self.kind} file is empty")
            if not any(Path(f"{self.path}{end}").is_file() for end in (".tbi", ".csi")):
                raise self._fail(
                    f"the {self.kind} file has no index beside it; compress it with bgzip and "
                    "index it with tabix"
                )
            check_indexed_file(self.path)
            pysam.set_verbosity(0)  # what htslib would say of it, we say ourselves
            return pysam.TabixFile(self.path, encoding="utf-8")
        except (OSError, ValueError) as error:
            raise self._fail(f"the {self.kind} file or its index cannot be read: {error}") from None

    def _read_header(self) -> tuple[str, ...]:
        try:
            return tuple(self._tabix.header)
        except (OSError, ValueError, UnicodeDecodeError) as error:
            raise self._fail(f"the header cannot be read: {error}") from None

    def _check_lengths(self) -> None:
        others = [a for a in self._model.assemblies.values() if a is not self._assembly]
        for line in self.header:
            if line.startswith("##reference="):
                named = builds_named(self._model, line)
                if named and self._assembly.name not in named:
                    raise self._wrong_build(" and ".join(sorted(named)))
            if line.startswith("##contig=") and "length=" in line:
                length = line.partition("length=")[2].split(",")[0].rstrip(">")
                for other in others:
                    if length == str(other.chromosome_length):
                        raise self._wrong_build(other.name)

    def _wrong_build(self, found: str) -> InputError:
        return self._fail(
            f"this {self.kind} file is of {found} and the input of {self._assembly.name}; "
            f"use the {self._assembly.name} file"
        )

    def _chromosome(self) -> str:
        for name in self._tabix.contigs:
            if name in self._assembly.chromosome_names:
                return str(name)
        for other in self._model.assemblies.values():
            if any(n in other.chromosome_names for n in self._tabix.contigs):
                raise self._wrong_build(other.name)
        raise self._fail(f"the {self.kind} file has no chromosome 10 in its index")

    def check_locus(self) -> None:
        """Check REFs over the locus.

        Raises:
            InputError: the file holds nothing in FAS, or its REFs are not those of the build.
        """
        seen = 0
        for block in range(len(self._model.sequence) // BLOCK + 1):
            self._block(block)
            seen += len(self.positions[block])
            if seen >= ENOUGH:
                break
        if not seen:
            raise self._fail(
                f"the {self.kind} file holds nothing in the FAS locus of {self._assembly.name}; "
                "is it complete, of this build, and sorted and indexed by the right column?"
            )

    def _block(self, number: int) -> dict[tuple[int, int, str], list[Any]]:
        block = self._blocks.get(number)
        if block is None:
            block = self._blocks[number] = self._load(number)
        return block

    def _load(self, number: int) -> dict[tuple[int, int, str], list[Any]]:
        sequence = self._model.sequence
        first = self._assembly.position(number * BLOCK)
        last = first + BLOCK - 1
        found: dict[tuple[int, int, str], list[Any]] = {}
        positions: list[int] = []
        line = ""
        try:
            for line in self._tabix.fetch(self._chrom, first - 1, last):
                for row in self._parse(line):
                    if not first <= row.position <= last:
                        continue
                    start = self._assembly.coordinate(row.position)
                    ref = row.ref.upper()
                    if start + len(ref) > len(sequence):
                        continue
                    if not sequence.startswith(ref, start):
                        raise self._fail(
                            f"REF {ref[:20]} is not the {self._assembly.name} reference; the "
                            f"{self.kind} file is probably of another build",
                            f"{self._chrom}:{row.position}",
                        )
                    positions.append(start)
                    alt = row.alt.upper()
                    if not alt or alt.strip("ACGT"):
                        continue
                    v = canonical(sequence, start, ref, alt)
                    found.setdefault((v.start, v.end, v.alt), []).append(row.value)
        except (OSError, UnicodeDecodeError) as error:
            raise self._fail(f"the {self.kind} file cannot be read: {error}") from None
        except (ValueError, IndexError, KeyError) as error:
            shown = line[:60].replace("\t", " ")
            raise self._fail(
                f"a line of the {self.kind} file is malformed ({error}): {shown!r}"
            ) from None
        self.positions[number] = sorted(positions)
        return found

    def lookup(self, variant: GenomicVariant) -> list[Any]:
        """Return what the file says of exactly this allele."""
        start = variant.start
        if not variant.ref or not variant.alt:
            start = unshift(self._model.sequence, start, variant.end, variant.alt)[0] - 1
        if not 0 <= start < len(self._model.sequence):
            return []
        key = (variant.start, variant.end, variant.alt)
        found = self._block(start // BLOCK).get(key, [])
        if not found and start != variant.start:  # spelled without left-normalisation
            found = self._block(max(variant.start - 1, 0) // BLOCK).get(key, [])
        return found

    def positions_around(self, start: int) -> list[int]:
        """Return where rows start within ``NEAR`` bases of a coordinate, in order."""
        low, high = start - NEAR, start + NEAR
        found = []
        for number in sorted({max(low, 0) // BLOCK, max(high, 0) // BLOCK}):
            self._block(number)
            positions = self.positions[number]
            found += positions[bisect_left(positions, low) : bisect_right(positions, high)]
        return found

    def close(self) -> None:
        """Close the file."""
        self._tabix.close()
