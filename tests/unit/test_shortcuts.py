"""What is worked out the short way is what the long way gives."""

import random

from fasannot.effect.consequence import splice_terms
from fasannot.effect.protein import read_edited, read_protein
from fasannot.files.escape import encode, info_entry
from fasannot.gene.model import load_gene_model
from fasannot.gene.transcript import Transcript

chance = random.Random(7)


def bases(least, most):
    return "".join(chance.choices("ACGT", k=chance.randrange(least, most)))


def test_a_message_with_an_edit_reads_as_the_edited_message():
    for _ in range(5000):
        message, alt = bases(3, 40), bases(0, 7)
        first, start, end = sorted(chance.randrange(len(message) + 1) for _ in range(3))
        edited = message[first:start] + alt + message[end:]
        assert read_edited(message, first, start, end, alt) == read_protein(edited, 0)


def test_an_entry_is_encoded_value_by_value():
    letters = "aZ09>()_|&%;=, \t\x1e¦·é\x7f"
    for _ in range(5000):
        texts = ["".join(chance.choices(letters, k=chance.randrange(4))) for _ in range(9)]
        entry = [texts[0], tuple(texts[1:4]), texts[4], (), tuple(texts[5:6]), texts[6]]
        slow = [
            encode(one) if isinstance(one, str) else "&".join(map(encode, one)) for one in entry
        ]
        assert info_entry(entry) == "|".join(slow)


def test_no_splice_window_reaches_farther_than_is_looked(monkeypatch):
    transcript = load_gene_model().mane
    intervals = [
        (start, start + size)
        for edge in (place for exon in transcript.exons for place in (exon.start, exon.end))
        for start in range(edge - 60, edge + 60)
        for size in (0, 1, 4)
    ]
    short = [splice_terms(transcript, *interval) for interval in intervals]
    monkeypatch.setattr(Transcript, "near_border", lambda *_: True)
    assert short == [splice_terms(transcript, *interval) for interval in intervals]
