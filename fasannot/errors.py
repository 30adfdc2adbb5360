"""Every exception a user can meet, and no others.

The command line prints a ``FasannotError`` as one line and exits 1; anything else is a bug.
"""

from __future__ import annotations


class FasannotError(Exception):
    """Base class: the message says what was wrong, where, why probably, and what to do."""


class InputError(FasannotError):
    """The user's input cannot be used.

    Attributes:
        path: the file as the user named it, or ``None``.
        where: the place in it (``"line 12"``, ``"chr10:89014191"``, ``"byte 1048"``), or ``None``.
    """

    def __init__(
        self, message: str, *, path: str | None = None, where: object | None = None
    ) -> None:
        self.path = path
        # A place may be costly to tell (a line number is counted), so it comes as text only here.
        self.where = None if where is None else str(where)
        place = ", ".join(part for part in (path, self.where) if part)
        super().__init__(f"{place}: {message}" if place else message)


class QueryError(InputError):
    """A pasted text cannot be read as an allele of FAS, or contradicts the reference."""


class ReferenceMismatchError(InputError):
    """REF disagrees with the reference sequence of the FAS locus."""


class AssemblyError(InputError):
    """The genome build is unknown, unsupported, undeclared or contradicted by the bases."""


class DataError(FasannotError):
    """A table or sequence shipped with fasannot is missing, altered or malformed."""


def internal_error(error: BaseException) -> str:
    """Return one line for an error that nobody foresaw: what, and where in the program."""
    trace = error.__traceback__
    where = ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if "fasannot" in code.co_filename:
            module = code.co_filename.rpartition("fasannot")[2].lstrip("/\\")
            where = f" at {module}:{trace.tb_lineno}"
        trace = trace.tb_next
    text = " ".join(str(error).split())[:200]
    return (
        f"internal error ({type(error).__name__}: {text}{where}): this is a fault of fasannot; "
        "please report it with the command and, if you may, the record"
    )
