"""What is said of a person, before it is put into words: a name and what it is about.

The sentence stands in ``data/wording.tsv`` under that name; ``fasannot.wording.person`` says it.
"""

from __future__ import annotations

from typing import NamedTuple


class Statement(NamedTuple):
    """One thing to say.

    Attributes:
        name: the row of ``data/wording.tsv``.
        values: what fills its blanks: a text, names to be listed, or a statement of its own.
    """

    name: str
    values: tuple[tuple[str, object], ...] = ()


def state(name: str, /, **values: object) -> Statement:
    """Return a statement.

    >>> state("missing.counts", name="c.749G>A").values
    (('name', 'c.749G>A'),)
    """
    return Statement(name, tuple(values.items()))
