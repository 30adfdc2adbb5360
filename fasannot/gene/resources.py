"""Find the shipped ``data`` folder: inside an installed wheel, or beside the code in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fasannot.errors import DataError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@cache
def data_folder() -> Traversable:
    """Return the folder of shipped tables and sequences."""
    here = Path(__file__)
    for folder in (here.parents[1] / "data", here.parents[2] / "data"):
        if folder.is_dir():
            return folder
    # in a wheel that is not unpacked
    from importlib.resources import files  # noqa: PLC0415 - only where needed: it takes long to load

    return files("fasannot") / "data"


def read_bytes(name: str) -> bytes:
    """Return the content of one shipped file.

    Raises:
        DataError: the file is missing, as from a broken installation.
    """
    try:
        return (data_folder() / name).read_bytes()
    except OSError as error:
        raise DataError(
            f"data/{name} cannot be read ({error.__class__.__name__}); the installation is "
            "incomplete: reinstall fasannot"
        ) from error


def read_text(name: str) -> str:
    """Return the content of one shipped text file."""
    return read_bytes(name).decode("utf-8")


@cache
def data_version() -> str:
    """Return the version of the shipped data, which changes when an answer could change."""
    for line in read_text("SOURCES.tsv").splitlines():
        if line.startswith("## data_version: "):
            return line.removeprefix("## data_version: ")
    raise DataError("data/SOURCES.tsv has no '## data_version:' line")
