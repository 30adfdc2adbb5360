"""Write the answers to a fixed list of alleles, and say what changed.

NEW.tsv.gz                       writes all answers;
NEW.tsv.gz --against OLD.tsv.gz  also says what changed since OLD;
--digest                         prints one digest a set;
--update                         holds these digests in the repository.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.answers.compare import report
from tests.answers.table import ask, digests, hold, read, write


def main(arguments: list[str] | None = None) -> None:
    """Run the tool."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.answers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("table", nargs="?", type=Path, help="where the answers go (.tsv.gz)")
    parser.add_argument("--against", type=Path, metavar="OLD", help="an earlier table")
    parser.add_argument("--read", action="store_true", help="read the table, do not write it anew")
    parser.add_argument("--digest", action="store_true", help="print the digests")
    parser.add_argument("--update", action="store_true", help="write tests/answers/digest.tsv")
    parser.add_argument("--limit", type=int, default=5, help="alleles named for each kind")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    chosen = parser.parse_args(arguments)
    if not (chosen.table or chosen.against or chosen.digest or chosen.update):
        parser.error("say where the answers go, or --against, --digest or --update")
    if chosen.read and not chosen.table:
        parser.error("--read needs the table to read")
    old = read(chosen.against) if chosen.against else None
    answers = read(chosen.table) if chosen.read else ask(chosen.jobs)
    if chosen.table and not chosen.read:
        write(answers, chosen.table)
    if old:
        print("\n".join(report(old, answers, chosen.limit)))
    if chosen.digest or chosen.update:
        found = digests(answers)
        for group, one in found.items():
            print(f"{group}\t{one.answers}\t{one.sha256}")
        if chosen.update:
            hold(found)


if __name__ == "__main__":
    main()
