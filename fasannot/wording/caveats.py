"""What every answer for people says: no diagnosis, and what a negative result leaves open.

Each of the things that can be missed is a row of ``data/not_excluded.tsv`` with its source.
"""

from fasannot.wording.book import say


def caveat() -> str:
    """Return the sentences that stand at the end of every answer."""
    return say("caveat.whole")
