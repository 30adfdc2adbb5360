"""A web server on this machine that knows ranges, and can be told to fail as servers do."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Site:
    """What the server holds and how it behaves.

    Attributes:
        files: content by path.
        ranges: whether it answers a request for a part with the part.
        cuts: for each of the next answers, after how many bytes it drops the connection.
        tagged: whether it sends an ETag.
        replaced: content that takes a file's place once it was asked for this many times.
        asked: path and range of every request.
        page: what it answers for a name that it does not hold, ``None``: with 404.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    ranges: bool = True
    cuts: list[int] = field(default_factory=list)
    tagged: bool = True
    replaced: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    page: bytes | None = None
    address: str = ""

    def url(self, name: str) -> str:
        """Return the address of a file."""
        return f"{self.address}/{name}"


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def _answer(self, with_body: bool) -> None:
            name = self.path.lstrip("/").partition("?")[0]
            span = self.headers.get("Range", "")
            site.asked.append((name, span))
            if name in site.replaced:
                left, content = site.replaced[name]
                if left <= 0:
                    site.files[name] = content
                site.replaced[name] = (left - 1, content)
            content = site.files.get(name, site.page)
            if content is None:
                self.send_error(404)
                return
            start, end, status = 0, len(content), 200
            if span and site.ranges:
                first, _, last = span.removeprefix("bytes=").partition("-")
                status = 206
                if first:
                    start, end = int(first), min(int(last) + 1, end) if last else end
                else:
                    start = max(0, end - int(last))
                if start >= len(content):
                    self.send_response(416)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
            body = content[start:end]
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if site.ranges:
                self.send_header("Accept-Ranges", "bytes")
            if status == 206:
                self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(content)}")
            if site.tagged:
                self.send_header("ETag", f'"{hashlib.md5(content).hexdigest()}"')
            self.end_headers()
            if not with_body:
                return
            if site.cuts and len(body) > 1:
                body = body[: site.cuts.pop(0)]
                self.close_connection = True
            try:
                self.wfile.write(body)
            except OSError:  # the other side had enough
                self.close_connection = True

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is what these tests are about."""


@contextmanager
def served(**files: bytes) -> Iterator[Site]:
    """Serve files on a free port while the block runs."""
    site = Site(dict(files))
    server = _Server(("127.0.0.1", 0), _handler(site))
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
