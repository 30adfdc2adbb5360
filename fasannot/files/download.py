"""Where the bytes of a release come from: a file, or a URL whose answer may break off.

A server that drops the connection is asked for the rest; bytes of another version than those read
before are an error, as are fewer bytes than were promised.
"""

from __future__ import annotations

import os
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import IO, Protocol

from fasannot._version import __version__
from fasannot.errors import InputError
from fasannot.files.input_name import is_url

_TIMEOUT = 60.0
_ATTEMPTS = 6  # in a row without a single new byte
_PARTIAL = 206
_BEYOND = 416
# Shared buckets by their public addresses.
_BUCKETS = {
    "gs": "https://storage.googleapis.com/{bucket}/{key}",
    "s3": "https://{bucket}.s3.amazonaws.com/{key}",
}


@dataclass(frozen=True, slots=True)
class Version:
    """What tells one state of a file from another.

    Attributes:
        size: bytes in all, ``None`` where the server does not say.
        tag: entity tag of the server, or time of change of a local file; empty where not known.
        modified: ``Last-Modified`` of the server.
    """

    size: int | None
    tag: str = ""
    modified: str = ""

    @property
    def certain(self) -> bool:
        """Whether two equal versions are surely the same bytes."""
        return bool(self.tag or self.modified)


class Origin(Protocol):
    """Bytes that are read once from front to back, and taken up at an offset."""

    shown: str
    version: Version
    at: int

    def read(self, size: int) -> bytes:
        """Return the next bytes, none at the end."""

    def tail(self, size: int) -> bytes | None:
        """Return the last bytes, ``None`` where they cannot be had alone."""

    def recheck(self) -> None:
        """Raise ``InputError`` where the file is no longer the one that was opened."""

    def close(self) -> None:
        """Let go of the file."""


def address_of(source: str) -> str:
    """Return the address by which a URL is reached.

    >>> address_of("gs://bucket/a/b.vcf.gz")
    'https://storage.googleapis.com/bucket/a/b.vcf.gz'

    Raises:
        InputError: the scheme is none that can be fetched.
    """
    scheme, _, rest = source.partition("://")
    scheme = scheme.lower()
    if scheme in _BUCKETS:
        bucket, _, key = rest.partition("/")
        return _BUCKETS[scheme].format(bucket=bucket, key=key)
    if scheme not in ("http", "https"):
        raise InputError(
            f"{scheme}:// is not fetched; give an http, https, gs or s3 address, or the path of a "
            "file",
            path=source,
        )
    return source


def open_origin(source: str, at: int = 0) -> Origin:
    """Return the opened source, at an offset.

    Raises:
        InputError: it is missing or cannot be reached.
    """
    return UrlOrigin(source, at) if is_url(source) else FileOrigin(source, at)


class FileOrigin:
    """A file on this machine."""

    def __init__(self, source: str, at: int = 0) -> None:
        self.shown = source
        path = Path(source)
        if path.is_dir():
            raise InputError("is a directory, not a file", path=source)
        try:
            self._handle: IO[bytes] = path.open("rb")
        except FileNotFoundError:
            raise InputError("does not exist", path=source) from None
        except OSError as error:
            raise InputError(f"cannot be opened: {error.strerror}", path=source) from None
        self.version = self._state()
        if self.version.size == 0:
            raise InputError("is empty (0 bytes): did the download fail?", path=source)
        self._handle.seek(at)
        self.at = at

    def _state(self) -> Version:
        state = os.fstat(self._handle.fileno())
        return Version(state.st_size, f"{state.st_ino}-{state.st_mtime_ns}")

    def read(self, size: int) -> bytes:
        """Return the next bytes, none at the end."""
        try:
            piece = self._handle.read(size)
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", path=self.shown) from None
        self.at += len(piece)
        return piece

    def tail(self, size: int) -> bytes | None:
        """Return the last bytes."""
        here = self._handle.tell()
        self._handle.seek(max(0, (self.version.size or 0) - size))
        piece = self._handle.read(size)
        self._handle.seek(here)
        return piece

    def recheck(self) -> None:
        """Raise ``InputError`` where the file changed since it was opened."""
        if self._state() != self.version:
            raise changed(self.shown)

    def close(self) -> None:
        """Close the file."""
        self._handle.close()


class UrlOrigin:
    """A file on a server, read by as many connections as it takes."""

    def __init__(self, source: str, at: int = 0) -> None:
        self.shown = source
        self._address = address_of(source)
        self._context = _context()
        self.at = at
        self._response: HTTPResponse | None = None
        self.version = Version(None)
        self._known = False
        try:
            self._connect()
        except (OSError, HTTPException) as error:
            raise InputError(
                f"cannot be reached: {_reason(error)}; is there a network, and a proxy to name in "
                "https_proxy?",
                path=source,
            ) from None

    def _ask(self, span: str | None) -> HTTPResponse:
        """Return the answer of the server to a request for a span of bytes.

        Raises:
            InputError: the server refuses, in a way that waiting does not mend.
            OSError: the server cannot be reached just now.
        """
        return ask(self._address, self.shown, self._context, span)

    def _connect(self) -> None:
        response = self._ask(f"bytes={self.at}-" if self.at else None)
        version = _version_of(response)
        if self._known and version != self.version:
            response.close()
            raise changed(self.shown)
        self.version = version
        self._known = True
        if self.at and response.status != _PARTIAL:
            self._skip(response, self.at)  # the server does not know ranges
        self._response = response

    def _skip(self, response: HTTPResponse, count: int) -> None:
        while count:
            piece = response.read(min(count, 1 << 20))
            if not piece:
                raise ConnectionResetError("the connection ended")
            count -= len(piece)

    def read(self, size: int) -> bytes:
        """Return the next bytes, none at the end.

        Raises:
            InputError: the rest cannot be had, or is of another version.
        """
        failures = 0
        why = ""
        while True:
            try:
                if self._response is None:
                    self._connect()
                assert self._response is not None
                piece = self._response.read(size)
                if piece:
                    self.at += len(piece)
                    return piece
                if self.version.size is None or self.at >= self.version.size:
                    return b""
                why = "the connection ended early"
            except (OSError, HTTPException) as error:
                why = _reason(error)
            self._drop()
            failures += 1
            if failures >= _ATTEMPTS:
                whole = f" of {self.version.size:,}" if self.version.size is not None else ""
                raise InputError(
                    f"the download was cut after {self.at:,}{whole} bytes and could not be taken "
                    f"up again ({why}); run the command again, it goes on from where it can",
                    path=self.shown,
                )
            time.sleep(min(2.0**failures / 4, 8.0))

    def tail(self, size: int) -> bytes | None:
        """Return the last bytes, ``None`` where the server does not know ranges."""
        self._drop()  # the connection would send all of the file
        try:
            with self._ask(f"bytes=-{size}") as response:
                if _version_of(response) != self.version:
                    raise changed(self.shown)
                return response.read() if response.status == _PARTIAL else None
        except (OSError, HTTPException) as error:
            raise InputError(f"cannot be read: {_reason(error)}", path=self.shown) from None

    def recheck(self) -> None:
        """Raise ``InputError`` where the file on the server is no longer the one that was read."""
        try:
            with self._ask("bytes=0-0") as response:
                if _version_of(response) != self.version:
                    raise changed(self.shown)
        except (OSError, HTTPException) as error:
            raise InputError(f"cannot be read: {_reason(error)}", path=self.shown) from None

    def _drop(self) -> None:
        if self._response is not None:
            self._response.close()
            self._response = None

    def close(self) -> None:
        """Close the connection."""
        self._drop()


def ask(address: str, shown: str, context: ssl.SSLContext | None, span: str | None) -> HTTPResponse:
    """Return the answer of a server to a request for a span of bytes, all without one.

    Raises:
        InputError: the server refuses, in a way that waiting does not mend.
        OSError: the server cannot be reached just now.
    """
    request = urllib.request.Request(
        address,
        headers={"User-Agent": f"fasannot/{__version__}", "Accept-Encoding": "identity"},
    )
    if span is not None:
        request.add_header("Range", span)
    try:
        response = urllib.request.urlopen(request, timeout=_TIMEOUT, context=context)
    except urllib.error.HTTPError as error:
        code = error.code
        error.close()
        if code == _BEYOND:
            raise changed(shown) from None
        if code >= 500 or code == 429:
            raise OSError(f"the server answered {code}") from None
        raise InputError(
            f"the server answered {code} {error.reason}; the address may have moved, or it "
            "may ask for a name and password",
            path=shown,
        ) from None
    except urllib.error.URLError as error:
        if isinstance(error.reason, ssl.SSLCertVerificationError):
            raise InputError(
                f"the certificate of the server is not trusted ({error.reason.verify_message}); "
                "behind a proxy of your own name its certificates in CURL_CA_BUNDLE",
                path=shown,
            ) from None
        raise OSError(_reason(error)) from None
    except ValueError as error:
        raise InputError(f"is no address that can be asked: {error}", path=shown) from None
    assert isinstance(response, HTTPResponse)
    return response


def get_small(source: str, limit: int = 1 << 24) -> bytes | None:
    """Return all bytes of a small file such as an index, ``None`` where there is none.

    Raises:
        InputError: it cannot be reached, or is larger than ``limit``.
    """
    if not is_url(source):
        path = Path(source)
        return path.read_bytes() if path.is_file() else None
    address = address_of(source)
    for attempt in range(1, _ATTEMPTS):
        try:
            with ask(address, source, _context(), None) as response:
                content = response.read(limit + 1)
                size = _version_of(response).size
        except InputError:
            return None  # refused: there is none for us
        except (OSError, HTTPException) as error:
            why = _reason(error)
            time.sleep(min(2.0**attempt / 4, 8.0))
            continue
        if len(content) > limit:
            raise InputError("is larger than any index of a release", path=source)
        if size is not None and len(content) != size:
            why = "the connection ended early"
            continue
        return content
    raise InputError(f"cannot be read: {why}", path=source)


def changed(shown: str) -> InputError:
    """Return the error for a file that is not the one that was begun with."""
    return InputError(
        "the file changed while it was read (size, ETag or Last-Modified differ): a new release "
        "was put in its place; fetch it again",
        path=shown,
    )


def _version_of(response: HTTPResponse) -> Version:
    headers = response.headers
    size: int | None = None
    if response.status == _PARTIAL:
        total = headers.get("Content-Range", "").rpartition("/")[2]
        size = int(total) if total.isdigit() else None
    else:
        stated = headers.get("Content-Length", "")
        size = int(stated) if stated.isdigit() else None
    return Version(size, headers.get("ETag", ""), headers.get("Last-Modified", ""))


def _reason(error: BaseException) -> str:
    inner = error.reason if isinstance(error, urllib.error.URLError) else error
    return str(inner) or type(inner).__name__


def _context() -> ssl.SSLContext | None:
    bundle = os.environ.get("CURL_CA_BUNDLE")
    if not bundle:
        return None
    try:
        return ssl.create_default_context(cafile=bundle)
    except OSError as error:
        raise InputError(
            f"CURL_CA_BUNDLE cannot be read: {error.strerror or error}", path=bundle
        ) from None
