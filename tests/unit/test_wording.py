"""Every sentence that the code says is in the table, and every row of the table is said."""

import re
from pathlib import Path

import pytest

from fasannot.errors import DataError
from fasannot.wording.book import say, sentences

PACKAGE = Path(__file__).parents[2] / "fasannot"
# A name may be made of a word and a value: then a row must begin with the word.
CALL = re.compile(r"""\bsay(?:_count)?\(\s*(f?)["']([a-z_0-9.]+)(\{)?""")
CONDITIONAL = re.compile(r"""["']((?:[a-z]+)\.[a-zA-Z_0-9]+)["']""")


def sources():
    return {
        path: path.read_text("utf-8")
        for pattern in ("*.py", "*.j2")
        for path in PACKAGE.rglob(pattern)
    }


def test_what_is_said_is_in_the_table():
    known = sentences()
    for path, text in sources().items():
        for made, name, opened in CALL.findall(text):
            if made and opened:
                assert any(one.startswith(name) for one in known), f"{path.name}: {name}"
            else:
                forms = {name, f"{name}.one", f"{name}.many"}
                assert forms & known.keys(), f"{path.name}: {name}"


def test_every_row_is_said():
    text = "\n".join(sources().values())
    words = set(CONDITIONAL.findall(text))
    made = {name for one, name, opened in CALL.findall(text) if one and opened}
    made |= set(re.findall(r'f"([a-z_0-9.]+)\{', text))
    for name in sentences():
        plain = re.sub(r"\.(one|many)$", "", name)
        said = plain in words or f'"{plain}"' in text or any(plain.startswith(one) for one in made)
        assert said, f"{name} is not said by anything"


def test_a_name_or_blank_that_is_not_there_is_refused():
    with pytest.raises(DataError, match=r"wording\.tsv: no\.such"):
        say("no.such")
    with pytest.raises(DataError, match="blank"):
        say("word.percent")


def test_places_of_the_gene_are_filled_in():
    assert "230-314" in say("domain.death")
