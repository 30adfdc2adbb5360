"""Every sentence that the code says is in the table, and every row of the table is said."""

import ast
import re
from pathlib import Path

import pytest

from fasannot.errors import DataError
from fasannot.wording.book import say, sentences

PACKAGE = Path(__file__).parents[2] / "fasannot"
# A name may be made of a word and a value: then a row must begin with the word.
CALL = re.compile(r"""\b(?:say(?:_count)?|state)\(\s*(f?)["']([a-z_0-9.]+)(\{)?""")
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


TEMPLATES = PACKAGE / "outputs" / "report" / "templates"
WORD = re.compile(r"[A-Za-z]{2,}")


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.j2")), ids=lambda path: path.name)
def test_templates_hold_no_sentence_of_their_own(path):
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    shown = re.findall(r'(?:aria-label|title|alt|placeholder|data-(?!for)[a-z]+)="([^"]*)"', text)
    shown.append(re.sub(r"<[^>]*>", " ", text))
    assert [found for one in shown for found in WORD.findall(one)] == []


def test_the_script_of_the_page_holds_no_sentence_of_its_own():
    script = (TEMPLATES / "page.js").read_text("utf-8")
    code = re.sub(r"//[^\n]*", "", script)
    # Text of an element is the second argument; none is a literal.
    assert re.findall(r'element\("\w+", "([^"]+)"', code) == []
    assert re.findall(r"textContent = [\"`]", code) == []


PHRASE = re.compile(r"[A-Za-z]{2,},? [a-z]{2,}")
# Functions that word an error for the one who raises it.
REASONS = {"odd_lineage", "_reason"}


def free_phrases(source):
    """Yield texts of two words and more that are no docstring, no key and no part of an error."""
    for node in ast.iter_child_nodes(source):
        if isinstance(node, ast.FunctionDef):
            errors = any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
            if errors or node.name in REASONS:
                continue
        if isinstance(node, ast.Dict):
            for value in node.values:
                yield from free_phrases(value)
        elif isinstance(node, ast.Constant):
            documents = isinstance(source, ast.Expr)
            if isinstance(node.value, str) and PHRASE.search(node.value) and not documents:
                yield node.value
        else:
            yield from free_phrases(node)


@pytest.mark.parametrize("path", sorted((PACKAGE / "people").glob("*.py")), ids=lambda p: p.name)
def test_what_concludes_on_persons_holds_no_sentence_of_its_own(path):
    assert list(free_phrases(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    "body",
    [
        "STEP = 'Sequence both parents.'",
        "def f(name):\n    return f'{name} not read'",
        "def f(names):\n    return {'a': f'{names} is lost'}",
        "def f():\n    yield say('origin.germline') + ', the copy is lost'",
    ],
)
def test_a_sentence_in_code_is_found(body):
    assert list(free_phrases(ast.parse(body)))


def test_an_error_is_no_sentence_for_the_page():
    body = 'def f(x):\n    """Say a thing."""\n    raise ValueError(\'it is no thing\')'
    assert not list(free_phrases(ast.parse(body)))
