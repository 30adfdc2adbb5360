"""The page as HTML: templates with autoescaping, and nothing that loads or runs but our own.

Whatever comes from a file is text. Jinja2 escapes it, control and bidirectional characters are
made visible, and a Content-Security-Policy names the one style sheet and script by their digests,
so that nothing else could run even if it got in.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import Any

from fasannot.errors import FasannotError
from fasannot.files.escape import printable
from fasannot.outputs.report.view import Page

_TEMPLATES = "templates"


def require_jinja() -> None:
    """Raise an error with the remedy where the library for templates is missing."""
    try:
        import jinja2  # noqa: F401, PLC0415 - heavy libraries only when they are used
    except ImportError as error:
        raise FasannotError(
            "the report needs Jinja2, which is not installed: pip install 'fasannot[report]'"
        ) from error


def _shown(value: Any) -> Any:
    """Return text with its invisible characters made visible; leave our own markup alone."""
    return printable(value) if type(value) is str else value


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


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
    folder = files("fasannot.outputs.report") / _TEMPLATES
    style = (folder / "page.css").read_text("utf-8")
    script = (folder / "page.js").read_text("utf-8")
    text = environment.get_template("page.html.j2").render(
        page=page,
        style=Markup(style),
        script=Markup(script),
        style_hash=_digest(style),
        script_hash=_digest(script),
    )
    return text.lstrip() + "\n"
