"""A progress bar on stderr for people who wait: bytes read, rate, time left.

It watches from a thread of its own, so the work pays nothing for it, and shows only when standard
error is a terminal and the work takes longer than a second.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fasannot.files.raw import Progress

_NAME = "progress"  # of the thread
_PATIENCE = 1.0
_INTERVAL = 0.25


def wanted() -> bool:
    """Return whether someone looks at standard error and its terminal can redraw a line."""
    return sys.stderr.isatty() and os.environ.get("TERM", "") not in ("", "dumb", "unknown")


@contextmanager
def watched(state: Callable[[], Progress], title: str, shown: bool = True) -> Iterator[None]:
    """Show a progress bar while the block runs, from its second second on.

    Args:
        state: tells how far the work has come; called from another thread.
        title: what is being read.
        shown: whether to show anything at all.
    """
    if not shown or not wanted():
        yield
        return
    done = threading.Event()
    thread = threading.Thread(target=_draw, args=(state, title, done), name=_NAME, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _draw(state: Callable[[], Progress], title: str, done: threading.Event) -> None:
    if done.wait(_PATIENCE):
        return
    from rich import progress as bars  # noqa: PLC0415 - only for those who wait
    from rich.console import Console  # noqa: PLC0415

    from fasannot.files.escape import printable  # noqa: PLC0415
    from fasannot.wording.terminal import environment  # noqa: PLC0415

    with bars.Progress(
        bars.TextColumn("{task.description}", markup=False),
        bars.BarColumn(bar_width=None),
        bars.DownloadColumn(),
        bars.TransferSpeedColumn(),
        bars.TimeRemainingColumn(),
        console=Console(
            _environ=environment(), stderr=True, no_color=bool(os.environ.get("NO_COLOR"))
        ),
        transient=True,
        auto_refresh=False,
    ) as bar:
        task = bar.add_task(printable(title), total=None)
        while True:
            now = state()
            bar.update(task, completed=now.done, total=now.total, refresh=True)
            if done.wait(_INTERVAL):
                return
