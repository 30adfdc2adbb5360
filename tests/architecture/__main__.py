"""Write ``docs/architecture.svg``.

With ``--check`` only say whether it is up to date, with ``--figures`` say how large the house is.
"""

import sys

from tests.architecture.figures import figures
from tests.architecture.picture import PICTURE, drawn

if __name__ == "__main__":
    if "--figures" in sys.argv[1:]:
        sys.exit(print("\n".join(figures())))
    text = drawn()
    if "--check" in sys.argv[1:]:
        fresh = PICTURE.is_file() and PICTURE.read_text(encoding="utf-8") == text
        sys.exit(0 if fresh else "docs/architecture.svg is stale: run python -m tests.architecture")
    PICTURE.write_text(text, encoding="utf-8")
