"""The program that packs VCF text into BCF: standard input to standard output, by bcftools.

It runs as a process of its own: htslib holds Python's lock while it closes a file, and whoever
reads its output in the same process could then wait for ever. What packs is the ``view`` of the
bcftools that pysam brings along, since pysam's own way of writing a record sets END anew from its
length, and so adds, drops or changes what the caller wrote.
"""

from __future__ import annotations

import json
import signal
import sys

# The first thing that the process does: modules come from where ours come from, nowhere else.
START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv.pop(1)); "
    "from fasannot.files.bcf.bcf_packer import main; main()"
)


def command(letter: str, threads: int) -> list[str]:
    """Return the command line that packs; ``letter`` is that of ``bcftools -O``.

    Isolated (``-I``), Python looks for modules neither in the working folder nor where its
    environment says, so that no code of the folder of the data is run.
    """
    folders = json.dumps([folder for folder in sys.path if folder])
    return [sys.executable, "-I", "-c", START, folders, letter, str(threads)]


def main() -> None:
    """Pack standard input; faults go to standard error as htslib words them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one decides
    import pysam.bcftools  # noqa: PLC0415 - after the signal is set
    from pysam.utils import SamtoolsError  # noqa: PLC0415

    letter, threads = sys.argv[1:3]
    pysam.set_verbosity(1)
    try:
        pysam.bcftools.view(
            "--no-version", "-O", letter, "--threads", threads, "-", catch_stdout=False
        )
    except SamtoolsError as fault:
        sys.stderr.write(str(fault))
        sys.exit(3)


if __name__ == "__main__":
    main()
