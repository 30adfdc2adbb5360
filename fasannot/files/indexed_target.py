"""A file target that gets an index beside it; both appear, or neither."""

from __future__ import annotations

from pathlib import Path

from fasannot.errors import InputError
from fasannot.files.candidates import OutputKind
from fasannot.files.target import DirectTarget, FileTarget


def check_can_index(target: DirectTarget | FileTarget, kind: OutputKind) -> None:
    """Raise an InputError where an index cannot be written."""
    if kind not in (OutputKind.BGZF, OutputKind.BCF):
        raise InputError(
            "an index needs a bgzipped VCF or a BCF output (-O z or -O b)", path=target.shown
        )
    if not isinstance(target, FileTarget):
        raise InputError("an index needs an output file", path=target.shown)


class IndexedTarget(FileTarget):
    """A file target that gets an index, ``<file>.csi``, beside it."""

    def __init__(self, target: FileTarget, kind: OutputKind) -> None:
        self.__dict__.update(target.__dict__)
        self._kind = kind

    @property
    def _temporary_index(self) -> Path:
        return self.temporary.with_name(self.temporary.name + ".csi")

    def prepare(self) -> None:
        """Bring all to disk, and index it."""
        import pysam.bcftools  # noqa: PLC0415 (loaded only when needed)
        from pysam.utils import SamtoolsError  # noqa: PLC0415 (loaded only when needed)

        self.finish()
        verbosity = pysam.set_verbosity(0)
        try:
            if self._kind is OutputKind.BGZF:
                pysam.tabix_index(
                    str(self.temporary),
                    preset="vcf",
                    csi=True,
                    force=True,
                    keep_original=True,
                    index=str(self._temporary_index),
                )
            else:
                pysam.bcftools.index(
                    "-c", "-o", str(self._temporary_index), str(self.temporary), catch_stdout=False
                )
        except (OSError, ValueError, SamtoolsError) as error:
            raise InputError(
                "no index could be made, so nothing was written: are the records sorted? "
                "(bcftools sort, or leave --write-index out)",
                path=self.shown,
            ) from error
        finally:
            pysam.set_verbosity(verbosity)

    def place(self, *, keep: bool) -> None:
        """Put both files in place."""
        super().place(keep=True)
        index = self.final.with_name(self.final.name + ".csi")
        try:
            self._temporary_index.replace(index)
        except OSError as error:
            self.undo()
            raise InputError(
                f"the index cannot be put in place: {error.strerror}", path=self.shown
            ) from error

    def undo(self) -> None:
        """Take both files away again; an index of what stood there must be made anew."""
        index = self.final.with_name(self.final.name + ".csi")
        if self._placed and index.is_file():
            index.unlink(missing_ok=True)
        super().undo()

    def discard(self) -> None:
        """Remove both temporary files."""
        super().discard()
        self._temporary_index.unlink(missing_ok=True)
