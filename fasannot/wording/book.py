"""Every sentence for people stands in one table, ``data/wording.tsv``: a row each, by its name.

A table rather than a module, so that people who know medicine and another language can translate
it in a spreadsheet and review it row by row; a test holds the table against the code, both ways.
"""

from __future__ import annotations

from functools import cache

from fasannot.errors import DataError
from fasannot.gene.landmarks import landmarks
from fasannot.gene.tables import read_table


@cache
def sentences() -> dict[str, str]:
    """Return the sentences by name; places of the gene (``{DEATH_DOMAIN}``) are filled in.

    Raises:
        DataError: a name stands twice, or a sentence is empty.
    """
    table = read_table("wording.tsv", "name", "english", "where")
    found: dict[str, str] = {}
    places = landmarks()
    for line, (name, english, *_) in enumerate(table.rows, table.first_line):
        if name in found or english in ("", "."):
            why = "stands twice" if name in found else "has no text"
            raise DataError(f"data/wording.tsv, line {line}: {name} {why}")
        found[name] = places.filled(english)
    return found


def say(name: str, /, **fields: object) -> str:
    """Return a sentence with its blanks filled.

    >>> say("word.percent", number="3.6")
    '3.6 %'
    """
    try:
        return sentences()[name].format(**fields)
    except (KeyError, IndexError, ValueError) as error:
        raise DataError(f"data/wording.tsv: {name}: no such sentence or blank: {error}") from error


def say_count(name: str, number: int, /, **fields: object) -> str:
    """Return the sentence for one (``name.one``) or for another number (``name.many``).

    >>> say_count("count.allele", 1), say_count("count.allele", 3)
    ('1 allele', '3 alleles')
    """
    form = "one" if number == 1 else "many"
    return say(f"{name}.{form}", number=f"{number:,}", **fields)


def capital(sentence: str) -> str:
    """Return a sentence that begins with a capital letter.

    >>> capital("an early stop")
    'An early stop'
    """
    return sentence[:1].upper() + sentence[1:]


def listed(words: list[str] | tuple[str, ...]) -> str:
    """Return words as a list in a sentence.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return say("word.and", first=", ".join(words[:-1]), last=words[-1])
