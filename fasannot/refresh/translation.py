"""The shipped sequences held against each other by Biopython: the coding exons give the protein.

The program reads its genetic code from ``gene.sequence``, which starts faster; whoever rebuilds the
data has both tables compared, and the translation of the MANE transcript done a second time.
"""

from __future__ import annotations

from pathlib import Path

from fasannot.errors import DataError
from fasannot.gene.sequence import codon_table


def check_translation(folder: Path) -> None:
    """Raise unless NM_000043.6 on ``locus.fa`` translates to ``protein.fa``.

    Args:
        folder: a ``data/`` folder.

    Raises:
        DataError: a sequence cannot be read, or they disagree.
    """
    from Bio import SeqIO  # noqa: PLC0415 - takes longer to load than a small file to annotate
    from Bio.Data.CodonTable import unambiguous_dna_by_id  # noqa: PLC0415
    from Bio.Seq import Seq  # noqa: PLC0415

    standard = unambiguous_dna_by_id[1]
    expected = {**standard.forward_table, **dict.fromkeys(standard.stop_codons, "*")}
    if dict(codon_table()) != expected:
        raise DataError("gene/sequence: the genetic code is not the standard code of NCBI")
    try:
        locus, protein = (
            str(SeqIO.read(folder / name, "fasta").seq)  # type: ignore[no-untyped-call]
            for name in ("locus.fa", "protein.fa")
        )
    except (OSError, ValueError) as error:
        raise DataError(f"data/: a sequence cannot be read: {error}") from error
    lines = (folder / "transcripts.tsv").read_text(encoding="utf-8").splitlines()
    head, *rows = (line.split("\t") for line in lines if not line.startswith("##"))
    mane = dict(zip(head, rows[0], strict=True))
    first, last = int(mane["cds_first"]), int(mane["cds_last"])
    coding = ""
    for span in mane["exons"].split(","):
        start, _, end = span.partition("-")
        coding += locus[max(int(start), first) - 1 : min(int(end), last)]
    translated = Seq(coding).translate(cds=True)  # type: ignore[no-untyped-call]
    if str(translated) != protein:
        raise DataError(f"data/: {mane['transcript']} on locus.fa does not give protein.fa")
