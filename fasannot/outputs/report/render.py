"""The page as HTML: templates with autoescaping, and nothing that loads or runs but our own.

Whatever comes from a file is text. Jinja2 escapes it, control and bidirectional characters are
made visible, and a Content-Security-Policy names the one style sheet and script by their digests,
so that nothing else could run even if it got in.
"""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fasannot.errors import FasannotError
from fasannot.files.escape import printable
from fasannot.outputs.plot.chromosome import chromosome_figure
from fasannot.outputs.report.view import Page
from fasannot.wording.book import say, say_count
from fasannot.wording.links import ids_in

if TYPE_CHECKING:
    from markupsafe import Markup

_TEMPLATES = "templates"


def require_jinja() -> None:
    """Raise an error with the remedy where the library for templates is missing."""
    try:
        import jinja2  # noqa: F401, PLC0415 - heavy libraries only when they are used
    except ImportError as error:
        raise FasannotError(say("error.no_jinja")) from error


def _shown(value: Any) -> Any:
    """Return text with its invisible characters made visible; leave our own markup alone."""
    return printable(value) if type(value) is str else value


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _running(page: Page) -> str:
    """Return the rule that puts name, date and page number on each printed page.

    The names are from a file: every character but letters and digits is written as its number, so
    that nothing can end the string.
    """

    def quoted(text: str) -> str:
        shown = printable(text)
        return "".join(
            one if one.isascii() and one.isalnum() else f"\\{ord(one):x} " for one in shown
        )

    pieces = say("page.number", page="\0", pages="\0").split("\0")
    texts = [f'"{quoted(piece)}"' if piece else "" for piece in pieces]
    counters = ("counter(page)", "counter(pages)", "")
    number = " ".join(f"{text} {counter}" for text, counter in zip(texts, counters, strict=True))
    left = quoted(say("page.running", whom=page.first.running))
    right = quoted(f"fasannot {page.version}, {page.made}")
    caveat = quoted(say("caveat.lead"))
    look = "font: 8pt sans-serif; color: #444"
    return (
        f'@page {{ @top-left {{ content: "{left}"; {look}; font-weight: bold }} '
        f'@top-right {{ content: "{right}"; {look} }} '
        f'@bottom-left {{ content: "{caveat}"; {look} }} '
        f"@bottom-right {{ content: {number}; {look} }} }}\n"
    )


# Names of usual length, and percentages, which a line break would tear apart.
_NAME = re.compile(r"(p\.\([^()\s]{1,20}\)|[cg]\.[^\s,;:()]{2,20}(?![^\s,;:()])|\(?\d[\d.]* %\)?)")


def named(text: str) -> Markup:
    """Return text with the names of variants kept on one line."""
    from markupsafe import Markup, escape  # noqa: PLC0415

    pieces = _NAME.split(printable(text))
    return Markup("").join(
        Markup('<span class="nb">{}</span>').format(piece) if place % 2 else escape(piece)
        for place, piece in enumerate(pieces)
    )


def linked(text: str) -> Markup:
    """Return text as ``named`` does, with the ids of databases and papers as links."""
    from markupsafe import Markup  # noqa: PLC0415

    link = Markup('<a href="{}" rel="noreferrer noopener">{}</a>')
    return Markup("").join(
        link.format(address, piece) if address else named(piece)
        for piece, address in ids_in(printable(text))
    )


def render(page: Page) -> str:
    """Return a page as HTML."""
    require_jinja()
    import jinja2  # noqa: PLC0415
    from markupsafe import Markup  # noqa: PLC0415

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("fasannot.outputs.report", _TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.globals["say"] = say
    environment.globals["say_count"] = say_count
    environment.filters["named"] = named
    environment.filters["linked"] = linked
    environment.filters["chromosome"] = lambda picture, name: Markup(  # our own markup
        chromosome_figure(picture, name)
    )
    folder = files("fasannot.outputs.report") / _TEMPLATES
    style = (folder / "page.css").read_text("utf-8") + _running(page)
    script = (folder / "page.js").read_text("utf-8")
    text = environment.get_template("page.html.j2").render(
        page=page,
        style=Markup(style),
        script=Markup(script),
        style_hash=_digest(style),
        script_hash=_digest(script),
    )
    return text.lstrip() + "\n"
