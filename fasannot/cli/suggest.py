"""Did you mean: the nearest command, option or value to one that does not exist."""

from __future__ import annotations

from collections.abc import Iterable

import click

_CUTOFF = 0.5


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is nearest, whatever its case; empty if none is near.

    >>> nearest("anotate", ["annotate", "plot"]), nearest("grc38", ["GRCh37", "GRCh38"])
    ('annotate', 'GRCh38')
    """
    from difflib import get_close_matches

    by_lower = {one.lower(): one for one in known}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=_CUTOFF)
    return by_lower[found[0]] if found else ""


def explained(error: click.UsageError) -> click.UsageError:
    """Return a usage error that also says what was probably meant."""
    if isinstance(error, click.NoSuchOption):
        known = [one.lstrip("-") for one in _options(error.ctx)]
        meant = nearest(error.option_name.lstrip("-"), known)
        ending = f" Did you mean --{meant}?" if meant else ""
        return click.UsageError(f"No such option: {error.option_name}.{ending}", ctx=error.ctx)
    if isinstance(error, click.BadParameter):
        kind = error.param.type if error.param is not None else None
        given = _quoted(error.message)
        if isinstance(kind, click.Choice) and given:
            meant = nearest(given, [str(choice) for choice in kind.choices])
            if meant:
                told = f"{error.message.rstrip('.')}. Did you mean {meant}?"
                return click.BadParameter(told, error.ctx, error.param, error.param_hint)
    return error


def _options(context: click.Context | None) -> list[str]:
    """Return the long options of a command."""
    if context is None:
        return []
    found = [name for one in context.command.get_params(context) for name in one.opts]
    found += [name for one in context.command.get_params(context) for name in one.secondary_opts]
    return [name for name in found if name.startswith("--")]


def _quoted(message: str) -> str:
    """Return the first word in quotes, which is what was given."""
    parts = message.split("'")
    return parts[1] if len(parts) > 2 else ""
