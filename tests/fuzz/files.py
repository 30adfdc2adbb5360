"""VCF files with the structure of what callers write and any content in it."""

from __future__ import annotations

from fasannot.gene.model import load_gene_model

MODEL = load_gene_model()
BUILDS = list(MODEL.assemblies.values())
NAMES = ("chr10", "10", "CHR10", "chromosome10", "NC_000010", "GRCh38#0#chr10")
HEADER = (
    "##fileformat=VCFv4.3",
    '##FILTER=<ID=q10,Description="x">',
    '##INFO=<ID=END,Number=1,Type=Integer,Description="x">',
    '##INFO=<ID=SVLEN,Number=.,Type=Integer,Description="x">',
    '##INFO=<ID=SVTYPE,Number=1,Type=String,Description="x">',
    '##INFO=<ID=CIPOS,Number=2,Type=Integer,Description="x">',
    '##INFO=<ID=CIEND,Number=2,Type=Integer,Description="x">',
    '##INFO=<ID=IMPRECISE,Number=0,Type=Flag,Description="x">',
    '##INFO=<ID=AF,Number=A,Type=Float,Description="x">',
    '##INFO=<ID=DP4,Number=4,Type=Integer,Description="x">',
    '##INFO=<ID=MATEID,Number=1,Type=String,Description="x">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="x">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="x">',
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="x">',
    '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="x">',
    '##FORMAT=<ID=CN,Number=1,Type=Float,Description="x">',
    '##FORMAT=<ID=PS,Number=1,Type=Integer,Description="x">',
)
# Numbers as no caller should write them; they are texts to us, or no numbers at all.
ODD_NUMBERS = ("²", "1e400", "inf", "nan", "-1", "9" * 25, "0x10", "1_0", "٣", ".", "", "4.5.6")
ALTS = (
    "<DEL>", "<DUP>", "<INV>", "<INS>", "<CNV>", "<CN0>", "<CN3>", "<DUP:TANDEM>", "<FOO>",
    "<NON_REF>", "<*>", "*", ".", "N", "NNN", "<DEL", "A]chr10:89010000]", "[chr9:5[A",
    "A[chr10:x[", ".A", "A.",
)  # fmt: skip


def random_file(chooser):
    """Return a VCF as text, and the name and samples it uses."""
    build = chooser.choice(BUILDS)
    name = chooser.choice(NAMES[:-1] if build.name != "GRCh38" else NAMES)
    samples = [f"s{number}" for number in range(chooser.choice([0, 0, 1, 2, 5]))]
    lines = list(HEADER)
    if chooser.random() < 0.8:
        lines.append(f"##contig=<ID={name},length={build.chromosome_length}>")
    else:
        lines.append(f"##contig=<ID={name}>")
        lines.append(f"##reference={build.name.lower()}.fa")
    lines.append("##contig=<ID=chr9>")
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]
    lines.append("\t".join(columns + (["FORMAT", *samples] if samples else [])))
    rows = [random_row(chooser, build, name, len(samples)) for _ in range(chooser.randrange(9))]
    if chooser.random() < 0.7:
        rows.sort(key=lambda row: (row[0] != "chr9", int(row[1])))
    lines += ["\t".join(row) for row in rows]
    return "\n".join(lines) + "\n"


def random_row(chooser, build, name, samples):
    """Return the fields of a record: most lie in FAS, with its own bases as REF."""
    place = chooser.randrange(-5, len(MODEL.sequence) - 60)
    if chooser.random() < 0.15:
        place = chooser.choice([-400_000, -3_000_000, len(MODEL.sequence) + 9000])
    size = chooser.choice([1, 1, 1, 2, 3, 30])
    ref = MODEL.sequence[max(place, 0) : place + size] if place > -30 else "A"
    if place < 0 or not ref:
        ref = "N"
    alts = [random_alt(chooser, ref) for _ in range(chooser.choice([1, 1, 1, 2, 3]))]
    position = build.position(place)
    chrom = name if chooser.random() < 0.9 else "chr9"
    fields = [
        chrom,
        str(position),
        chooser.choice([".", "rs1", "a;b"]),
        chooser.choice([ref, ref.lower(), "N"]) if chooser.random() < 0.1 else ref,
        ",".join(alts),
        chooser.choice([".", "60", "7.25"]),
        chooser.choice([".", "PASS", "q10"]),
        random_info(chooser, position),
    ]
    if samples:
        fields.append("GT:AD:DP:GQ:CN:PS")
        fields += [random_call(chooser, len(alts)) for _ in range(samples)]
    return fields


def random_alt(chooser, ref):
    if chooser.random() < 0.35:
        return chooser.choice(ALTS)
    kind = chooser.randrange(4)
    if kind == 0:
        return "".join(chooser.choice("ACGT") for _ in ref)
    if kind == 1:
        return ref[:1]
    if kind == 2:
        return ref + "".join(chooser.choice("ACGTN") for _ in range(chooser.randint(1, 40)))
    return chooser.choice("ACGT")


def random_info(chooser, position):
    items = []
    if chooser.random() < 0.5:
        items.append(f"END={position + chooser.choice([-5, 0, 3, 900, 20_000, 900_000])}")
    if chooser.random() < 0.4:
        items.append(f"SVLEN={chooser.choice([-900, 0, 40, 12_000])}")
    if chooser.random() < 0.3:
        items.append(f"CIPOS={chooser.choice(['-5,5', '0,0', '-100,2000'])}")
    if chooser.random() < 0.2:
        items.append("IMPRECISE")
    if chooser.random() < 0.2:
        items.append(f"AF={chooser.choice(['0.5', '1e-5', '.'])}")
    if chooser.random() < 0.1:
        items.append("DP4=1,2,3,4")
    return ";".join(items) or "."


def random_call(chooser, alts):
    allele = str(chooser.randint(0, alts))
    genotype = chooser.choice(["0/1", "./.", f"{allele}|1", "1/1", allele, "0/0", f"./{allele}"])
    depth = ",".join(str(chooser.choice([0, 3, 40])) for _ in range(alts + 1))
    return ":".join(
        (
            genotype,
            depth,
            chooser.choice(["43", ".", "0"]),
            chooser.choice(["99", ".", "0"]),
            chooser.choice(["1", "2.0", "."]),
            chooser.choice([".", "7"]),
        )
    )


def damaged(text, chooser):
    """Return the text with one thing of its structure broken or one value made odd."""
    lines = text.split("\n")
    at = chooser.randrange(len(lines))
    fields = lines[at].split("\t")
    kind = chooser.randrange(7)
    if kind == 0:
        place = chooser.randrange(len(fields))
        fields[place] = chooser.choice(ODD_NUMBERS)
    elif kind == 1:
        parts = fields[-1].split(":")
        parts[chooser.randrange(len(parts))] = chooser.choice(ODD_NUMBERS)
        fields[-1] = ":".join(parts)
    elif kind == 2 and len(fields) > 7:
        key = chooser.choice(["END", "SVLEN", "CIPOS", "AF", "DP4", "SVTYPE"])
        fields[7] = f"{key}={chooser.choice(ODD_NUMBERS)}"
    elif kind == 3:
        fields.pop()
    elif kind == 4:
        fields.append(chooser.choice(["0/1", "\0", "\x1b[31m"]))
    elif kind == 5:
        return "\n".join(lines)[: chooser.randrange(len(text))]
    else:
        place = chooser.randrange(len(fields))
        fields[place] += chooser.choice(["\u00a0", " ", "\ufeff", "\x1b", "%", "\r"])
    lines[at] = "\t".join(fields)
    return "\n".join(lines)
