"""The program that packs VCF text into BCF: standard input to standard output, by htslib.

It runs as a process of its own: htslib holds Python's lock while it closes a file, and whoever
reads its output in the same process could then wait for ever.
"""

from __future__ import annotations

import signal
import sys


def main() -> None:
    """Pack standard input; on a fault write the number of records packed to standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one decides
    import pysam  # noqa: PLC0415 - after the signal is set

    mode, threads = sys.argv[1], int(sys.argv[2])
    pysam.set_verbosity(0)
    count = 0
    try:
        with (
            pysam.VariantFile("-", "r") as text,
            pysam.VariantFile("-", mode, header=text.header, threads=threads) as packed,
        ):
            for record in text:
                packed.write(record)
                count += 1
    except Exception as fault:
        sys.stderr.write(f"{count} {fault}".replace("\n", " "))
        sys.exit(3)


if __name__ == "__main__":
    main()
