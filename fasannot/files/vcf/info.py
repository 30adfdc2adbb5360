"""INFO of one record: its keys and what they say."""

from __future__ import annotations

from collections.abc import Collection


class Info(dict[str, str]):
    """The keys of an INFO column in their order; a flag has an empty value.

    Of a key that is written twice the first counts.

    Args:
        text: the column as written.

    >>> info = Info("END=500;IMPRECISE;CIPOS=-5,5;END=900")
    >>> info["END"], info["IMPRECISE"], info.get("SVLEN"), len(Info("."))
    ('500', '', None, 0)
    """

    __slots__ = ()

    def __init__(self, text: str) -> None:
        super().__init__()
        for item in written_items(text):
            key, _, value = item.partition("=")
            self.setdefault(key, value)

    def says(self, text: str) -> bool:
        """Return whether a key is there, or says what ``KEY=value`` asks for.

        >>> Info("SVTYPE=CNV;IMPRECISE").says("SVTYPE=CNV"), Info("SVTYPE=DEL").says("END")
        (True, False)
        """
        key, equals, value = text.partition("=")
        return key in self and (not equals or self[key] == value)


def written_items(text: str) -> list[str]:
    """Return what an INFO column holds, as it is written; none for ``.``."""
    return [item for item in text.split(";") if item not in ("", ".")]


def chosen_items(text: str, keys: Collection[str], *, left_out: bool = False) -> list[str]:
    """Return the items of an INFO column with certain keys, as written, or all but those.

    >>> chosen_items("AC=2;AN=8;DB", ("AN", "DB")), chosen_items("AC=2;DB", ("DB",), left_out=True)
    (['AN=8', 'DB'], ['AC=2'])
    """
    return [
        item for item in written_items(text) if (item.partition("=")[0] in keys) is not left_out
    ]
