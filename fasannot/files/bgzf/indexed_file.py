"""An indexed bgzip file that is read by region: is it whole, and is the index its own?"""

from __future__ import annotations

from pathlib import Path

from fasannot.errors import InputError
from fasannot.files.bgzf.block import EOF_BLOCK, no_eof_block
from fasannot.files.bgzf.index import SUFFIXES, UnusableIndexError, read_index
from fasannot.files.bgzf.region import check_end
from fasannot.files.raw import RawInput


def check_indexed_file(path: str) -> None:
    """Raise an InputError unless a file is whole and the index beside it ends where it ends.

    A file that was cut is read by htslib as far as it goes, and what is missing looks like nothing
    to be found; so does what an index made for an older file does not know.
    """
    raw = RawInput.open(path)
    try:
        assert raw.size is not None
        if raw.pread(len(EOF_BLOCK), max(0, raw.size - len(EOF_BLOCK))) != EOF_BLOCK:
            raise no_eof_block(path, raw.size)
        for suffix in SUFFIXES:
            index = Path(path + suffix)
            if index.is_file():
                _check_index(index, raw)
                return
    finally:
        raw.close()


def _check_index(index: Path, raw: RawInput) -> None:
    try:
        if index.stat().st_mtime_ns < raw.modified:
            raise UnusableIndexError("is older than its file")
        check_end(read_index(index, frozenset(), vcf_alone=False).values(), raw)
    except UnusableIndexError as error:
        raise InputError(
            f"its index {index} {error}: what it leads to may not be all; get both anew, or make "
            "the index with tabix -f",
            path=raw.shown,
        ) from None
