"""The edge of the program: exit codes, signals and closed pipes."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from types import FrameType

INTERRUPTED = 130
TERMINATED = 143


class _Terminated(BaseException):
    """SIGTERM or SIGHUP arrived; unwinds so that nothing half-written stays."""


def _terminate(signum: int, frame: FrameType | None) -> None:
    raise _Terminated


def _quiet_exit() -> int:
    """Let the interpreter end without complaining about the closed standard output."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    import click  # noqa: PLC0415 - after the signal handlers are in place

    from fasannot.cli import ClosedPipeError, command_line  # noqa: PLC0415
    from fasannot.errors import FasannotError  # noqa: PLC0415

    try:
        result = command_line.main(args=arguments, prog_name="fasannot", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        from fasannot.cli.suggest import explained  # noqa: PLC0415

        explained(error).show()
        return 2
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        print("fasannot: interrupted", file=sys.stderr)
        return INTERRUPTED
    except _Terminated:
        print("fasannot: terminated", file=sys.stderr)
        return TERMINATED
    except (BrokenPipeError, ClosedPipeError):
        return _quiet_exit()
    except FasannotError as error:
        print(f"fasannot: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"fasannot: {error.filename or 'input or output'}: {error.strerror}", file=sys.stderr)
        return 1
    return result if isinstance(result, int) else 0


def run() -> None:
    """Entry point of the ``fasannot`` command."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _terminate)
    sys.exit(main())


if __name__ == "__main__":
    run()
