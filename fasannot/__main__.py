"""The edge of the program: exit codes, signals, closed streams and the last net for errors."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from types import FrameType

INTERRUPTED = 130
READER_LEFT = 141
TERMINATED = 143
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class _Terminated(BaseException):
    """SIGTERM or SIGHUP arrived; unwinds so that nothing half-written stays."""


def _pass_over(signum: int, frame: FrameType | None) -> None:
    """Do nothing: the run is ending already."""


def _stop(signum: int, frame: FrameType | None) -> None:
    """Unwind once; what comes later must not interrupt the tidying up."""
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        # Were it ignored, Python would complain of one that has come and waits for its turn.
        if number is not None and signal.getsignal(number) is _stop:
            signal.signal(number, _pass_over)
    raise KeyboardInterrupt if signum == signal.SIGINT else _Terminated


def _quiet_exit(code: int) -> int:
    """Let the interpreter end without complaining about the closed standard output."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _open_closed_streams() -> None:
    """Give closed standard streams a descriptor, lest the next file that is opened becomes one.

    What is written to a closed standard output, and read from a closed standard input, is a fault;
    what is said on a closed standard error goes nowhere.
    """
    for descriptor, flags in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(descriptor)
        except OSError:
            opened = os.open(os.devnull, flags)
            if opened != descriptor:
                os.dup2(opened, descriptor)
                os.close(opened)
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115


def _say(text: str) -> None:
    """Print one line to standard error that cannot forge another or steer the terminal."""
    from fasannot.files.escape import printable  # noqa: PLC0415 - after the signal handlers

    with contextlib.suppress(OSError, ValueError):
        print(f"fasannot: {printable(text)}", file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    try:
        return _main(arguments)
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED
    except _Terminated:
        _say("terminated")
        return TERMINATED
    except Exception as error:
        if os.environ.get("FASANNOT_TRACEBACK"):
            raise
        from fasannot.errors import internal_error  # noqa: PLC0415

        _say(internal_error(error))
        return 1


def _main(arguments: list[str] | None) -> int:
    import click  # noqa: PLC0415 - after the signal handlers are in place

    from fasannot.cli import ClosedPipeError, command_line  # noqa: PLC0415
    from fasannot.errors import FasannotError  # noqa: PLC0415
    from fasannot.files.escape import printable  # noqa: PLC0415

    try:
        result = command_line.main(args=arguments, prog_name="fasannot", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        from fasannot.cli.suggest import explained  # noqa: PLC0415

        with contextlib.suppress(OSError, ValueError):
            text = printable(explained(error).format_message())
            click.UsageError(text, error.ctx).show()
        return 2
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        _say("interrupted")
        return INTERRUPTED
    except (BrokenPipeError, ClosedPipeError) as error:
        from fasannot.files.together import ReaderLeftError  # noqa: PLC0415

        left = isinstance(error.__cause__ or error, ReaderLeftError)
        return _quiet_exit(READER_LEFT if left else 0)
    except FasannotError as error:
        _say(str(error))
        return 1
    except OSError as error:
        _say(f"{error.filename or 'input or output'}: {error.strerror or error}")
        return _quiet_exit(1)
    return result if isinstance(result, int) else 0


def run() -> None:
    """Entry point of the ``fasannot`` command."""
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        # What was ignored when we were started (nohup, jobs in the background) stays so.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    # Values here make no circles: looking for them after each 700 takes 4 % of all time.
    gc.set_threshold(50_000)
    # The threads of numpy's linear algebra, which nothing here needs, spin for 0.1 s as they start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    code = 1
    try:
        _open_closed_streams()
        code = main()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except _Terminated:
        code = TERMINATED
    finally:
        leftovers = sys.modules.get("fasannot.files.leftovers")
        if leftovers is not None:
            leftovers.remove_own()
    sys.exit(code)


if __name__ == "__main__":
    run()
