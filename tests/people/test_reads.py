"""Reads are counted at alleles: bases, insertions, deletions, clips, mates, phase."""

import gzip
from pathlib import Path

import pysam
import pytest

from fasannot.allele.locus import locus_allele
from fasannot.coverage.alignments import read_alignments
from fasannot.coverage.answer import Limits
from fasannot.errors import InputError
from fasannot.gene.model import load_gene_model
from fasannot.people.reads import Build, Change, ReadFile, is_countable, phase_by_reads

MODEL = load_gene_model()
LENGTHS = {"GRCh38": 133_797_422, "GRCh37": 135_534_747}
BUILDS = [
    Build(one.name, one.chromosome_names, one.chromosome_length, one.locus_first)
    for one in MODEL.assemblies.values()
]


def change(position, ref, alt):
    start = MODEL.assemblies["GRCh38"].coordinate(position)
    variant = locus_allele(MODEL, start, ref, alt).variant
    return Change(variant.start, variant.end, variant.alt)


def bases(start, size):
    place = MODEL.assemblies["GRCh38"].coordinate(start)
    return MODEL.sequence[place : place + size]


def bam(tmp_path, reads, build="GRCh38", index=True, groups=()):
    """Write a BAM; reads are (name, flag, position, cigar, bases, quality, mapping quality).

    With groups, (ID, SM) each, a read is of the group that its name begins with.
    """
    path = tmp_path / "reads.bam"
    header = {
        "HD": {"VN": "1.6", "SO": "coordinate"},
        "SQ": [{"SN": "chr10", "LN": LENGTHS[build]}],
        "RG": [{"ID": group, "SM": sample} for group, sample in groups],
    }
    with pysam.AlignmentFile(str(path), "wb", header=header) as out:
        for name, flag, position, cigar, text, quality, mapping in sorted(
            reads, key=lambda item: item[2]
        ):
            read = pysam.AlignedSegment(out.header)
            read.query_name, read.flag, read.reference_id = name, flag, 0
            read.reference_start, read.mapping_quality = position - 1, mapping
            read.cigarstring, read.query_sequence = cigar, text
            read.query_qualities = pysam.qualitystring_to_array(chr(33 + quality) * len(text))
            for group, _ in groups:
                if name.startswith(group):
                    read.set_tag("RG", group)
            out.write(read)
    if index:
        pysam.index(str(path))
    return path


def read(name, start, size=80, edit=None, flag=0, quality=35, mapping=60, cigar=None, shift=0):
    """Return a read of the reference, edited as (place in the read, bases removed, bases added)."""
    text = bases(start, size + 40)
    if edit is not None:
        place, removed, added = edit
        text = text[:place] + added + text[place + removed :]
    return (name, flag, start + shift, cigar or f"{size}M", text[:size], quality, mapping)


def counted(path, wanted):
    file = ReadFile(str(path), BUILDS, MODEL.sequence)
    try:
        found = file.count(wanted)
    finally:
        file.close()
    return found


SNV = change(89014191, "G", "C")
START = 89014191 - 40


def test_a_substitution(tmp_path):
    reads = [
        read("ref", START),
        read("alt", START, edit=(40, 1, "C")),
        read("other", START, edit=(40, 1, "T")),
        read("low quality", START, edit=(40, 1, "C"), quality=10),
        read("badly mapped", START, edit=(40, 1, "C"), mapping=5),
        read("duplicate", START, edit=(40, 1, "C"), flag=0x400),
        read("secondary", START, edit=(40, 1, "C"), flag=0x100),
        read("supplementary", START, edit=(40, 1, "C"), flag=0x800),
        read("failed", START, edit=(40, 1, "C"), flag=0x200),
        read("elsewhere", START - 200),
    ]
    assert counted(bam(tmp_path, reads), SNV)[:2] == (1, 3)


def test_a_fragment_counts_once(tmp_path):
    reads = [
        read("pair", START, edit=(40, 1, "C"), flag=0x63),
        read("pair", START + 10, edit=(30, 1, "C"), flag=0x93),
        read("torn", START, edit=(40, 1, "C"), flag=0x63),
        read("torn", START + 10, flag=0x93),
    ]
    assert counted(bam(tmp_path, reads), SNV)[:2] == (1, 1)


def test_a_deletion_by_gap_and_by_clip(tmp_path):
    position = 89014200
    wanted = change(position, bases(position, 7), bases(position, 1))
    reads = [
        read("ref", position - 40),
        read("gap", position - 40, edit=(41, 6, ""), cigar="41M6D39M"),
        read("clip right", position - 60, edit=(61, 6, ""), cigar="61M19S"),
        read("clip left", position - 20, edit=(21, 6, ""), cigar="21S59M", shift=27),
        read("does not reach", position - 79),
    ]
    assert counted(bam(tmp_path, reads), wanted)[:2] == (3, 4)


def test_an_insertion(tmp_path):
    position = 89014200
    wanted = change(position, bases(position, 1), bases(position, 1) + "ACCAT")
    reads = [
        read("ref", position - 40),
        read("gap", position - 40, edit=(41, 0, "ACCAT"), cigar="41M5I34M"),
        read("clip", position - 70, edit=(71, 0, "ACCAT"), cigar="71M9S"),
    ]
    assert counted(bam(tmp_path, reads), wanted)[:2] == (2, 3)


PLACE = 28_000
SIZE = 100


def tiled(wanted, changed):
    """Return a read of one haplotype from every place around an allele, as aligners place it."""
    sequence, first = MODEL.sequence, MODEL.assemblies["GRCh38"].locus_first
    gained = len(wanted.alt) - (wanted.end - wanted.start)
    if changed:
        sequence = sequence[: wanted.start] + wanted.alt + sequence[wanted.end :]
    behind = wanted.start + len(wanted.alt) if changed else wanted.end
    for start in range(wanted.start - SIZE - 20, behind + 20):
        if not changed and wanted.start + SIZE < start < wanted.end - SIZE:
            continue
        text = sequence[start : start + SIZE]
        before, after = wanted.start - start, start + SIZE - behind
        place, cigar = start, f"{SIZE}M"
        if changed and start >= behind:
            place = start - gained
        elif changed and before < SIZE:  # clipped at the border that it holds more of
            if max(before, after) < 20:
                continue
            place = start if before >= after else wanted.end
            cigar = f"{before}M{SIZE - before}S" if before >= after else f"{SIZE - after}S{after}M"
        yield (f"r{start}", 0, first + place, cigar, text, 35, 60)


@pytest.mark.parametrize(
    "wanted",
    [
        *[Change(PLACE, PLACE + size, "") for size in (1, 3, 6, 20, 80, 300, 4000)],
        *[Change(PLACE, PLACE, text) for text in ("G", "GCTA", "ACGGATTACCAGTTACGGAC")],
        Change(PLACE, PLACE + 5, "GG"),
        Change(PLACE + 12, PLACE + 12, MODEL.sequence[PLACE : PLACE + 12]),
    ],
    ids=lambda one: f"{one.end - one.start}-{len(one.alt)}",
)
def test_reads_of_one_haplotype_never_count_for_the_other(tmp_path, wanted):
    """Wherever a read begins: within deleted bases, or with its last base behind them."""
    ref = counted(bam(tmp_path, tiled(wanted, changed=False)), wanted)
    assert ref.alt == 0
    alt = counted(bam(tmp_path, tiled(wanted, changed=True)), wanted)
    assert alt.alt == alt.total
    assert min(ref.total, alt.total) > 70
    assert abs(ref.total - alt.total) <= 1 + len(wanted.alt)  # both are counted by one rule


def test_reads_do_not_hold_a_long_insertion():
    assert is_countable(Change(PLACE, PLACE, "A" * 50))
    assert not is_countable(Change(PLACE, PLACE, "A" * 51))
    assert is_countable(Change(PLACE, PLACE + 5000, ""))


def test_a_repeat_that_a_read_does_not_leave_tells_nothing(tmp_path):
    sequence = MODEL.sequence
    place = next(
        at for at in range(20_000, len(sequence)) if len(set(sequence[at : at + 6])) == 1
        and sequence[at + 6] != sequence[at]
    )  # fmt: skip
    position = MODEL.assemblies["GRCh38"].position(place)
    wanted = change(position - 1, bases(position - 1, 2), bases(position - 1, 1))
    inside = read("ends in it", position - 77, size=80)
    through = read("goes through", position - 40)
    assert counted(bam(tmp_path, [inside, through]), wanted)[:2] == (0, 1)


def test_a_file_of_the_other_build_is_read_at_its_own_places(tmp_path):
    reads = [list(read("alt", START, edit=(40, 1, "C"))), list(read("ref", START))]
    for one in reads:
        one[2] += 1_759_757
    assert counted(bam(tmp_path, reads, build="GRCh37"), SNV)[:2] == (1, 2)


def test_phase_by_reads(tmp_path):
    other = change(
        89014191 + 20, bases(89014191 + 20, 1), "A" if bases(89014211, 1) != "A" else "C"
    )
    new = other.alt

    def pair(name, first, second):
        text = list(bases(START, 80))
        text[40] = "C" if first else text[40]
        text[60] = new if second else text[60]
        return (name, 0, START, "80M", "".join(text), 35, 60)

    cis = [pair(f"c{n}", 1, 1) for n in range(5)] + [pair(f"r{n}", 0, 0) for n in range(5)]
    path = bam(tmp_path, cis)
    assert phase_by_reads(counted(path, SNV), counted(path, other)) is True
    trans = [pair(f"a{n}", 1, 0) for n in range(5)] + [pair(f"b{n}", 0, 1) for n in range(5)]
    path = bam(tmp_path, trans)
    assert phase_by_reads(counted(path, SNV), counted(path, other)) is False
    few = [pair("a", 1, 0), pair("b", 0, 1)]
    path = bam(tmp_path, few)
    assert phase_by_reads(counted(path, SNV), counted(path, other)) is None


def test_faulty_files_are_named(tmp_path):
    path = bam(tmp_path, [read("ref", START)], index=False)
    with pytest.raises(InputError, match="samtools index"):
        ReadFile(str(path), BUILDS, MODEL.sequence)
    with pytest.raises(InputError, match=r"gone\.bam"):
        ReadFile(str(tmp_path / "gone.bam"), BUILDS, MODEL.sequence)
    with pytest.raises(InputError, match="is a URL"):
        ReadFile("http://127.0.0.1:9/reads.bam", BUILDS, MODEL.sequence)
    (tmp_path / "text.bam").write_text("no reads\n")
    with pytest.raises(InputError, match=r"text\.bam"):
        ReadFile(str(tmp_path / "text.bam"), BUILDS, MODEL.sequence)


def _deep(tmp_path, size, step):
    """Return a BAM of several blocks: depth all over the locus, with reads behind it."""
    numbers = (START - 20_000 + step * one for one in range(size))
    reads = [read(f"r{one * 7919 % 65536}", one, quality=20 + one % 20) for one in numbers]
    return bam(tmp_path, reads)


@pytest.mark.parametrize("kind", ["bai", "csi"])
def test_an_index_of_other_reads_is_refused(tmp_path, kind):
    def indexed(name, size, step):
        folder = tmp_path / name
        folder.mkdir()
        path = _deep(folder, size, step)
        if kind == "csi":
            path.with_suffix(".bam.bai").unlink()
            pysam.index("-c", str(path))
        return path, path.with_suffix(f".bam.{kind}")

    more, more_index = indexed("more", 5800, 4)
    fewer, fewer_index = indexed("fewer", 3200, 7)
    assert counted(more, SNV).total == 20
    for path, index, other in (
        (more, more_index, fewer_index.read_bytes()),
        (fewer, fewer_index, more_index.read_bytes()),
    ):
        own = index.read_bytes()
        index.write_bytes(other)
        with pytest.raises(InputError, match=r"its index .* make it anew"):
            counted(path, SNV)
        with pytest.raises(InputError, match=r"its index .* make it anew"):
            read_alignments(str(path), MODEL, Limits(20, 20), "auto", None)
        index.write_bytes(own)
        assert counted(path, SNV).total > 0


def test_an_index_may_end_before_reads_without_a_place(tmp_path):
    placed = bam(tmp_path, [read("ref", START), read("last", START + 9000)])
    path = str(tmp_path / "all.bam")
    with (
        pysam.AlignmentFile(str(placed)) as reads,
        pysam.AlignmentFile(path, "wb", template=reads) as out,
    ):
        for one in reads.fetch(until_eof=True):
            out.write(one)
        for number in range(3):
            nowhere = pysam.AlignedSegment(out.header)
            nowhere.query_name, nowhere.flag, nowhere.query_sequence = f"n{number}", 4, "ACGT"
            out.write(nowhere)
    pysam.index(path)
    assert counted(path, SNV).total == 1


def test_sam_text_is_told_what_to_become(tmp_path):
    text = tmp_path / "reads.sam"
    with (
        pysam.AlignmentFile(str(bam(tmp_path, [read("ref", START)]))) as reads,
        pysam.AlignmentFile(str(text), "w", template=reads) as out,
    ):
        for one in reads:
            out.write(one)
    for path in (text, tmp_path / "reads.sam.gz"):
        if path != text:
            pysam.tabix_compress(str(text), str(path))
        with pytest.raises(InputError, match=r"is SAM text.* make a BAM of it: samtools sort"):
            counted(path, SNV)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are not listed here")
def test_a_file_that_is_refused_is_closed(tmp_path):
    path = bam(tmp_path, [read("ref", START)], index=False)
    with pytest.raises(InputError, match="has no index") as caught:
        ReadFile(str(path), BUILDS, MODEL.sequence)
    assert caught.value
    assert path.resolve() not in {one.resolve() for one in Path("/proc/self/fd").iterdir()}


def cram(source, path, *options):
    """Return a CRAM of a BAM's reads, with its index."""
    with (
        pysam.AlignmentFile(str(source)) as reads,
        pysam.AlignmentFile(
            str(path), "wc", template=reads, format_options=["no_ref=1", *options]
        ) as out,
    ):
        for one in reads:
            out.write(one)
    pysam.index(str(path))
    return path


def test_an_index_of_another_cram_is_refused(tmp_path):
    found = []
    for name, size, step in (("more", 5800, 4), ("fewer", 3200, 7)):
        folder = tmp_path / name
        folder.mkdir()
        path = cram(_deep(folder, size, step), folder / "reads.cram", "seqs_per_slice=300")
        assert counted(path, SNV).total > 0
        found.append(path)
    more, fewer = found
    index = fewer.with_suffix(".cram.crai")
    index.write_bytes(more.with_suffix(".cram.crai").read_bytes())
    with pytest.raises(InputError, match=r"its index .* make it anew"):
        counted(fewer, SNV)


@pytest.mark.parametrize(
    "options",
    [
        ("seqs_per_slice=300",),
        ("seqs_per_slice=200", "slices_per_container=3"),
        ("seqs_per_slice=300", "version=2.1"),
        ("seqs_per_slice=300", "multi_seq_per_slice=1"),
    ],
)
def test_an_index_that_lacks_containers_of_a_cram_is_refused(tmp_path, options):
    path = cram(_deep(tmp_path, 5800, 4), tmp_path / "reads.cram", *options)
    index = path.with_suffix(".cram.crai")
    rows = gzip.decompress(index.read_bytes()).splitlines(keepends=True)
    assert counted(path, SNV).total == 20
    lacking = [rows[:1], rows[: len(rows) // 2], rows[:-1], rows[:3] + rows[4:]]
    if "version=2.1" not in options:  # there the first container cannot be found without it
        lacking += [rows[1:], []]
    for kept in lacking:
        index.write_bytes(gzip.compress(b"".join(kept)))
        with pytest.raises(InputError, match=r"its index .* make it anew"):
            counted(path, SNV)
    index.write_bytes(b"".join(rows))  # htslib reads it unpacked too
    assert counted(path, SNV).total == 20


def test_containers_of_several_contigs_are_told_apart(tmp_path):
    lengths = {"chr9": 138_394_717, "chr10": LENGTHS["GRCh38"], "chr11": 135_086_622}
    header = {
        "HD": {"VN": "1.6", "SO": "coordinate"},
        "SQ": [{"SN": name, "LN": length} for name, length in lengths.items()],
    }
    mixed = tmp_path / "mixed.bam"
    with pysam.AlignmentFile(str(mixed), "wb", header=header) as out:
        for number, name in enumerate(lengths):
            for at in range(9):
                one = pysam.AlignedSegment(out.header)
                one.query_name, one.reference_id, one.mapping_quality = f"{name}.{at}", number, 60
                one.reference_start, one.cigarstring = START - 41 + at, "80M"
                one.query_sequence = bases(START - 40 + at, 80)
                one.query_qualities = pysam.qualitystring_to_array("D" * 80)
                out.write(one)
    path = cram(mixed, tmp_path / "mixed.cram", "seqs_per_slice=5", "multi_seq_per_slice=1")
    index = path.with_suffix(".cram.crai")
    rows = gzip.decompress(index.read_bytes()).splitlines(keepends=True)
    assert len({row.split()[3] for row in rows}) > 1
    assert counted(path, SNV).total == 8
    last = max(int(row.split()[3]) for row in rows if row.startswith(b"1\t"))
    index.write_bytes(b"".join(row for row in rows if int(row.split()[3]) != last))
    with pytest.raises(InputError, match="does not list all containers"):
        counted(path, SNV)


def test_a_file_of_several_samples_counts_the_read_groups_of_one(tmp_path):
    alt = (40, 1, "C")
    lanes = [("L1", "blood"), ("L2", "blood"), ("L3", "tube")]
    reads = [read(f"L1-{n}", START) for n in range(5)] + [read("L2-1", START, edit=alt)]
    reads += [read(f"L3-{n}", START, edit=alt) for n in range(4)] + [read("none", START, edit=alt)]
    path = bam(tmp_path, reads, groups=lanes)

    def seen(sample):
        file = ReadFile(str(path), BUILDS, MODEL.sequence, sample=sample)
        try:
            return file.count(SNV)[:2], file.bases_at(89014191)["C"]
        finally:
            file.close()

    assert seen("blood") == ((1, 6), 1)
    assert seen("tube") == ((4, 4), 4)
    assert seen(None) == ((6, 11), 6)  # no sample is asked for
    with pytest.raises(InputError, match="no read group is of saliva"):
        seen("saliva")


def test_reads_of_a_group_without_a_sample_are_nobodys(tmp_path):
    reads = [read("L1-1", START), read("L2-1", START, edit=(40, 1, "C"))]
    path = bam(tmp_path, reads, groups=[("L1", "blood"), ("L2", "")])
    header = pysam.view("-H", str(path)).replace("\tSM:\n", "\n")
    (tmp_path / "header.sam").write_text(header)
    told = tmp_path / "told.bam"
    pysam.reheader(str(tmp_path / "header.sam"), str(path), save_stdout=str(told))
    pysam.index(str(told))
    file = ReadFile(str(told), BUILDS, MODEL.sequence, sample="blood")
    assert file.count(SNV)[:2] == (0, 1)
    file.close()


def test_a_group_without_a_name_is_nobodys(tmp_path):
    path = tmp_path / "reads.bam"
    text = f"@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr10\tLN:{LENGTHS['GRCh38']}\n"
    text += "@RG\tSM:tube\n@RG\tSM:blood\tID:L1\n"
    pysam.AlignmentFile(str(path), "wb", text=text).close()
    pysam.index(str(path))
    with pytest.raises(InputError, match="no read group is of tube"):
        ReadFile(str(path), BUILDS, MODEL.sequence, sample="tube")


def test_a_file_of_one_sample_counts_whatever_its_read_group_is_named(tmp_path):
    path = bam(tmp_path, [read("L1-1", START), read("none", START)], groups=[("L1", "LIB_0042")])
    file = ReadFile(str(path), BUILDS, MODEL.sequence, sample="tube")
    assert file.count(SNV)[:2] == (0, 2)
    file.close()
