"""No text brings the reader down: every one is read or refused in a sentence, in bounded time."""

import random

import pytest

import fasannot
from fasannot.gene.model import load_gene_model
from fasannot.rules.knowledge import load_knowledge
from fasannot.rules.queries.resolve import reader_of

SEEDS = (
    "c.749G>C",
    "NM_000043.6(FAS):c.749G>C (p.Arg250Pro)",
    "NC_000010.11:g.89014191_89014193delinsAC",
    "NC_000010.11:89014190:G:C",
    "hg19:chr10:90773948:G:C",
    "chr10-89014191-G-C",
    "10\t89014191\trs1\tG\tC,T\t50\tPASS\tDP=10",
    "10 89014191 89014191 G/C 1",
    "p.(Glu330LysfsTer38)",
    "p.His60_Pro62dup",
    "p.Ter336GlnextTer9",
    "R105W",
    "C59T",
    "legacy:R234P",
    "IVS7+2T>C",
    "exons 3 and 4 deletion",
    "c.(334+1_335-1)_(443+1_444-1)del",
    "c.[748C>T;817C>T]",
    "FAS:NM_000043:exon9:c.G749C:p.R250P",
    "rs778993919",
    "VCV000016505.12",
    "VAR_013426",
    "c.968_987dup and c.38delC",
    "p.[(Ser44Arg;Trp46Arg)]",
)
PIECES = (
    *"acgtACGTNRKXfsdelinup0123456789.:;,_-+*>()[]=?/| \t",
    *("c.", "p.", "g.", "n.", "del", "ins", "dup", "inv", "fs", "Ter", "ext", "Arg", "exon", "NM_"),
    *(
        "NC_000010.11",
        "chr10",
        "FAS",
        "legacy",
        "hg19",
        "IVS",
        "\u2192",
        "\uff1e",
        "\u2013",
        "&gt;",
        "%3E",
    ),
    *("\x00", "\u202e", "\ud800", "\u0394", "\U0001f9ec", "999999999999", "GATTACA" * 5),
)


def mutant(chance):
    """Return a text like those that people paste, spoilt in a few places."""
    text = chance.choice(SEEDS)
    if chance.random() < 0.1:
        text += chance.choice((" ", "; ", "/", "")) + chance.choice(SEEDS)
    for _ in range(chance.choice((0, 1, 1, 2, 3, 6))):
        place = chance.randrange(len(text) + 1)
        end = place + chance.choice((0, 0, 1, 1, 2, 5))
        text = text[:place] + chance.choice((*PIECES, "")) + text[end:]
    if chance.random() < 0.02:
        text *= chance.choice((2, 5, 40))
    return text


def attempt(reader, text):
    """Return whether a text is read; anything but an answer or a sentence is a failure."""
    try:
        readings = reader.read(text)
    except fasannot.FasannotError as error:
        message = str(error)
        assert message
        assert len(message) < 2_000
        return False
    assert readings
    for reading in readings:
        assert reading.query == text
        assert reading.reading
        assert reading.alleles
    return True


@pytest.mark.parametrize("count", [2_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_any_text_is_read_or_refused(count):
    reader = reader_of(load_gene_model(), load_knowledge())
    chance = random.Random(20261127 + count)
    read = sum(attempt(reader, mutant(chance)) for _ in range(count))
    assert 0.05 * count < read < 0.95 * count


@pytest.mark.parametrize(
    "text",
    [
        "c." + "(" * 3_000,
        "c.[" + "1A>G;" * 900 + "]",
        "p." + "Arg" * 1_500,
        "K288del" + "arg" * 400 + "!",
        "p.K288ins" + "ARG" * 300 + "1",
        "exon " + "1 and " * 800 + "deletion",
        "of " * 1_500 + "exon 4 deletion?",
        "chr10" + " " * 4_000 + "89014191" + "-" * 4_000,
        "10 " * 1_600,
        "c.749G>C " + "AND " * 1_000,
        "c.1_2ins" + "A[9]" * 1_000,
        "c.1_2insA[999999999]",
        "http://" + "clinvar/" * 600,
        "&amp;" * 900,
        "c.749G>C" + "." * 4_000,
        "((((" * 1_000 + "R250P" + "))))" * 1_000,
        "deldeldel" * 500,
        "a-" * 2_400,
        "+1" * 2_400,
        "FAS " * 1_200 + "c.749G>C",
        "9" * 4_900,
        "c." + "9" * 4_900 + "A>G",
        "rs" + "1" * 4_900,
        "ga4gh:VA." + "A" * 32,
        "A" * 100_001,
        "chr10 89014191 . G " + "C," * 40_000,
    ],
    ids=lambda text: text[:20],
)
def test_hostile_texts_take_bounded_time(text):
    reader = reader_of(load_gene_model(), load_knowledge())
    attempt(reader, text)
