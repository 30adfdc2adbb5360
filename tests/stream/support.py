"""Small VCF texts, BGZF files with blocks of any size, and the plainest possible reference."""

import gzip
import re
import struct
import zlib
from pathlib import Path

from fasannot.files.bgzf.block import EOF_BLOCK
from fasannot.files.candidates import Candidate, OutputKind, Selection
from fasannot.files.opening import open_sink, open_source
from fasannot.gene.chromosome_names import ChromosomeNames

SELECTION = Selection(
    ChromosomeNames.of(["10", "chr10", "NC_000010.11"]), ((1000, 1100), (5000, 5100))
)
HEADER = (
    b"##fileformat=VCFv4.2",
    b"##contig=<ID=chr10,length=133797422>",
    b'##INFO=<ID=AF,Number=A,Type=Float,Description="Fraction">',
    b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO",
)


def record(chrom="chr10", pos=1, ref="A", alt="C", info=".", more=""):
    return f"{chrom}\t{pos}\t.\t{ref}\t{alt}\t.\tPASS\t{info}{more}".encode()


def vcf(*lines, header=HEADER, newline=b"\n", final=True):
    text = newline.join((*header, *lines))
    return text + newline if final else text


def block(text, *, extra=b""):
    """One BGZF block made with zlib, with further subfields before BC if asked for."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    data = packer.compress(text) + packer.flush()
    size = 12 + len(extra) + 6 + len(data) + 8
    return (
        b"\x1f\x8b\x08\x04\0\0\0\0\0\xff"
        + struct.pack("<H", len(extra) + 6)
        + extra
        + b"BC\x02\x00"
        + struct.pack("<H", size - 1)
        + data
        + struct.pack("<II", zlib.crc32(text), len(text))
    )


def bgzf(text, sizes=(65280,), *, eof=True, extra=b""):
    """BGZF bytes whose blocks hold as many bytes of text as the sizes say, over and over."""
    blocks = []
    at = turn = 0
    while at < len(text):
        size = sizes[turn % len(sizes)]
        blocks.append(block(text[at : at + size], extra=extra))
        at += size
        turn += 1
    return b"".join(blocks) + (EOF_BLOCK if eof else b"")


def mark(candidate: Candidate) -> bytes:
    """An edit that shows: SEEN is put in front of INFO."""
    fields = candidate.line.split(b"\t", 8)
    fields[7] = b"SEEN;" + fields[7]
    return b"\t".join(fields)


def rewrite(path, output, kind=OutputKind.TEXT, *, header=None, edit=mark, **options):
    """The bytes that a rewrite of path to output makes."""
    output = str(output)
    with open_source(str(path), SELECTION, **options) as source, open_sink(output, kind) as sink:
        source.rewrite(sink, source.header if header is None else header, edit)
    return Path(output).read_bytes()


def gunzipped(data):
    return gzip.decompress(data)


def reference_hits(text: bytes) -> list[bytes]:
    """Candidate lines of a VCF text, found by splitting everything: slow and plain."""
    hits = []
    for ended in re.split(rb"\n", text):
        line = ended[:-1] if ended.endswith(b"\r") else ended
        if line and not line.startswith(b"#") and _is_candidate(line):
            hits.append(line)
    return hits


def reference_rewrite(text: bytes) -> bytes:
    """The text with every candidate marked."""
    out = []
    for ended in text.split(b"\n"):
        line, end = (ended[:-1], b"\r") if ended.endswith(b"\r") else (ended, b"")
        if line and not line.startswith(b"#") and _is_candidate(line):
            line = mark(Candidate(line))
        out.append(line + end)
    return b"\n".join(out)


def _is_candidate(line: bytes) -> bool:
    chrom, pos, _, ref, alt, _, _, info = (*line.split(b"\t"), *[b""] * 7)[:8]
    spans = []
    if chrom.decode("latin-1") in SELECTION.chromosomes:
        start = int(pos) - 1
        end = start + max(1, len(ref))
        # A breakend covers what lies between it and a mate on its own chromosome.
        for mate, place in re.findall(rb"[][]([^][:]*):([0-9]+)(?=[][])", alt):
            if mate.lower() == chrom.lower():
                start, end = min(start, int(place) - 1), max(end, int(place))
        low = high = 0
        told = False
        for item in info.split(b";"):
            key, _, value = item.partition(b"=")
            if key == b"END":
                told = told or int(value) > start + 1  # at POS or before it tells nothing
                end = max(end, int(value))
            elif key == b"SVLEN":
                told = told or any(int(part) for part in value.split(b","))
                end = max([end] + [start + 1 + abs(int(part)) for part in value.split(b",")])
            elif key == b"CIPOS":
                low, high = map(int, value.split(b","))
            elif key == b"CIEND":
                high = max(high, 0) + max(0, int(value.split(b",")[1]))
        named = [one for one in alt.split(b",") if one[:1] == b"<" and one[:4] != b"<INS"]
        if not told and any(one not in (b"<NON_REF>", b"<*>") for one in named):
            end = start + 1_000_000  # its end is not told
        spans.append((start + min(low, 0), end + max(high, 0)))
    for mate, place in re.findall(rb"[][]([^][:]*):([0-9]+)(?=[][])", alt):
        if mate.decode("latin-1") in SELECTION.chromosomes:
            spans.append((int(place) - 1, int(place)))
    return any(s <= b and e >= a for s, e in spans for a, b in SELECTION.windows)
