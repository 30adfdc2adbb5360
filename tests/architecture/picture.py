"""The rooms of fasannot as one column, with an arrow for each room that another imports."""

import ast
from html import escape
from textwrap import wrap

from tests.unit.test_layers import ROOT, imports, listed, modules, unit

PICTURE = ROOT / "docs" / "architecture.svg"
# Doors and the version stand in no room of their own: they are drawn, and need no charter.
_PLAIN = {
    "_version": "The one place of the version.",
    "__main__": "The edge of the program: exit codes, signals and closed pipes.",
}
_WIDTH, _BOX, _HIGH, _GAP, _LEFT = 1000, 560, 44, 12, 20


def rooms():
    """Return the rooms, the lowest first."""
    return list(dict.fromkeys(unit(name) for name in listed() if unit(name)))


def arrows():
    """Return for each room the other rooms that its modules import."""
    known = modules(ROOT / "fasannot")
    found = {room: set() for room in rooms()}
    for name, path in known.items():
        if unit(name):
            found[unit(name)] |= {unit(other) for other in imports(path, known)}
    return {room: sorted(others - {room, ""}) for room, others in found.items()}


def charter(room):
    """Return the first line of a room's docstring."""
    folder = ROOT / "fasannot" / room
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    return (text or "").splitlines()[0].replace("`", "")


def drawn():
    """Return the picture as SVG text; the lowest room stands at the bottom."""
    names = rooms()
    place = {name: number for number, name in enumerate(reversed(names))}
    height = len(names) * (_HIGH + _GAP) + _GAP
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        'aria-labelledby="title desc" font-family="sans-serif">',
        '<title id="title">The rooms of fasannot</title>',
        '<desc id="desc">One column of rooms. A room imports only rooms below it; each arc on the '
        "right leads from a room down to one that it imports.</desc>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
    ]

    def middle(name):
        return _GAP + place[name] * (_HIGH + _GAP) + _HIGH / 2

    right = _LEFT + _BOX
    for name, others in arrows().items():
        for number, other in enumerate(others):
            start, end = middle(name) + 8, middle(other) - 8 + number % 3
            reach = right + 24 + 20 * (place[other] - place[name])
            lines.append(
                f'<path d="M{right},{start:.0f} C{reach},{start:.0f} {reach},{end:.0f} '
                f'{right},{end:.0f}" fill="none" stroke="#5b7ea4" stroke-opacity="0.55">'
                f"<title>{escape(name)} imports {escape(other)}</title></path>"
            )
    for name in names:
        top = middle(name) - _HIGH / 2
        folder = (ROOT / "fasannot" / name).is_dir()
        lines += [
            f'<rect x="{_LEFT}" y="{top:.0f}" width="{_BOX}" height="{_HIGH}" rx="6" '
            'fill="#eef3f8" stroke="#33597f"/>',
            f'<text x="{_LEFT + 12}" y="{top + 27:.0f}" font-size="16" font-weight="bold" '
            f'fill="#12304d">{escape(name)}{"/" if folder else ".py"}</text>',
        ]
        text = wrap(_PLAIN.get(name) or charter(name), 54)[:2]
        first = top + (27 if len(text) == 1 else 19)
        for number, line in enumerate(text):
            lines.append(
                f'<text x="{_LEFT + 140}" y="{first + 16 * number:.0f}" font-size="13" '
                f'fill="#1f2933">{escape(line)}</text>'
            )
    return "\n".join([*lines, "</svg>"]) + "\n"


__all__ = ["PICTURE", "drawn"]
