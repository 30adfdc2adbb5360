"""What people paste, made plain: one kind of dash, arrow, quote and blank, no escapes.

Nothing here knows what a name means. Only the signs change, never a letter, digit or sign that a
name is made of. Text that is plain already comes back as it is.
"""

from __future__ import annotations

import re
import unicodedata

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u207b\u208b\ufe58\ufe63\uff0d\u2796"
_ARROWS = (
    "\u2192\u21d2\u21e8\u27a1\u2794\u279c\u279d\u279e\u27f6\u27f9"
    "\u2b95\u203a\u3009\u232a\u276f\u02c3\u1433"
)
_STARS = "\u2217\u204e\u2731\u22c6\u2605\ufe61\uff0a\u066d"
_QUOTES = (
    "\"'`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f"
    "\u00ab\u00bb\u2032\u2033\uff02\uff07\u275d\u275e"
)
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\ufeff\u00ad\u034f\u180e"
# Letters of other scripts that look like those of names, as a keyboard or a PDF leaves them.
_LOOKALIKES = dict(
    zip(
        "\u0410\u0421\u0422\u0415\u041d\u041a\u041c\u041e\u0420\u0425\u0430\u0441\u0435\u043e\u0440\u0445\u0391\u0395\u0397\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7",
        "ACTEHKMOPXaceopxAEHKMNOPTX",
        strict=True,
    )
)
_TABLE: dict[int, str | None] = {
    **{ord(sign): "-" for sign in _DASHES},
    **{ord(sign): ">" for sign in _ARROWS},
    **{ord(sign): "*" for sign in _STARS},
    **{ord(sign): None for sign in _QUOTES + _INVISIBLE},
    **{ord(sign): letter for sign, letter in _LOOKALIKES.items()},
    0x0394: "del ",  # the Delta of a deletion
    0x2206: "del ",
    0x2215: "/",
    0x2044: "/",
    0x2236: ":",
    0xA789: ":",
    0x2219: ".",
    0x22C5: ".",
    0x00B7: ".",
    0x2022: " ",
    0x00D7: "*",
}
_DRAWN_ARROW = re.compile(r"\s*(?:-{1,2}|=)>\s*")
_BLANKS = re.compile(r"\s+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_LIST_MARK = re.compile(r"^[-*.] +(?=\S)")
_MOST_SIGNS = 40  # that surround a name; more is no sentence
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_OPENING = {")": "(", "]": "[", "}": "{"}


def _unescaped(text: str) -> str:
    """Return text without HTML and URL escapes, also where they were applied twice."""
    if "&" in text:
        from html import unescape  # noqa: PLC0415 - a large table, seldom needed

        text = unescape(unescape(text))
    if _ESCAPED.search(text):
        from urllib.parse import unquote  # noqa: PLC0415 - seldom needed

        text = unquote(text)
    return text


def _trimmed(text: str) -> str:
    """Return text without what surrounds a name in a sentence: points, commas, lone brackets."""
    for _ in range(_MOST_SIGNS):
        if not text:
            break
        last = text[-1]
        if last == ":" and text.count(":") > 1:  # SPDI of a deletion: nothing is inserted
            break
        first = text[0]
        if last in ".,;:!" and not text.endswith(" ."):
            text = text[:-1].rstrip()
        elif first in ",;:!":
            text = text[1:].lstrip()
        elif last in _OPENING and text.count(last) > text.count(_OPENING[last]):
            text = text[:-1].rstrip()
        elif first in _CLOSING and _opens_for_nothing(text):
            text = text[1:].lstrip()
        else:
            break
    return text


def _opens_for_nothing(text: str) -> bool:
    """Return whether the first bracket is never closed, or only by the last character."""
    opening, closing = text[0], _CLOSING[text[0]]
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == opening) - (sign == closing)
        if depth == 0:
            return place == len(text) - 1
    return True


def normalise(text: str) -> str:
    """Return a pasted text with plain signs and single blanks.

    >>> normalise("\u201cNM_000043.6:c.652\u20131G\uff1eA\u201d")
    'NM_000043.6:c.652-1G>A'
    >>> normalise(" c.749G&gt;C. "), normalise("chr10:89,014,191 G->C")
    ('c.749G>C', 'chr10:89014191 G>C')
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_TABLE)).translate(_TABLE)
    text = _unescaped(text).translate(_TABLE)
    text = _DRAWN_ARROW.sub(">", text)
    text = _LIST_MARK.sub("", _BLANKS.sub(" ", text).strip())
    text = _THOUSANDS.sub("", text)
    return _trimmed(text)
