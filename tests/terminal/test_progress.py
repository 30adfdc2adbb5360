"""The progress bar: only on a terminal, only for those who wait, and gone in the end."""

import contextlib
import os
import pty
import threading
import time

import pytest

from fasannot.run import progress


def threads():
    """Return the names of all threads; other tests may have left some that wait for a pipe."""
    return [thread.name for thread in threading.enumerate()]


def test_nothing_is_drawn_without_a_terminal(capsys):
    with progress.watched(lambda: progress.Progress(1, 2), "x"):
        assert "progress" not in threads()
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_dumb_terminal_gets_none(monkeypatch, term):
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert not progress.wanted()


def test_a_long_read_shows_bytes_and_leaves_no_trace(monkeypatch):
    ours, theirs = pty.openpty()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_INTERVAL", 0.01)
    seen = threading.Event()

    def state():
        seen.set()
        return progress.Progress(5_000_000, 10_000_000)

    with os.fdopen(theirs, "w") as stderr:
        monkeypatch.setattr("sys.stderr", stderr)
        with progress.watched(state, "a\x1b[2Jb.vcf"):
            assert seen.wait(20)
            assert "progress" in threads()
            time.sleep(0.1)
        assert "progress" not in threads()
        stderr.flush()
        os.set_blocking(ours, False)
        pieces = []
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(ours, 1 << 16):
                pieces.append(piece)
    os.close(ours)
    shown = b"".join(pieces).decode()
    assert "5.0/10.0 MB" in shown
    assert "\\x1b[2Jb.vcf" in shown
    assert shown.rstrip("\r\n").endswith(("\x1b[2K", "\x1b[?25h"))


def test_a_fast_read_shows_nothing(monkeypatch):
    ours, theirs = pty.openpty()
    monkeypatch.setenv("TERM", "xterm")
    os.set_blocking(ours, False)
    with os.fdopen(theirs, "w") as stderr:
        monkeypatch.setattr("sys.stderr", stderr)
        with progress.watched(lambda: progress.Progress(1, 2), "x"):
            pass
        with pytest.raises(BlockingIOError):
            os.read(ours, 100)
    os.close(ours)
