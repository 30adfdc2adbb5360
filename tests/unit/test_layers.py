"""Imports point one way only: no module imports one above its layer, and there are no cycles."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "fasannot"
# Lower layers know nothing of higher ones. A package name stands for all its modules.
LAYERS = [
    {"errors", "coordinates", "sequence", "_version", "progress"},
    {"resources", "terms"},
    {"tables", "variant", "transcript", "fields"},
    {"gene_model", "protein", "projection", "stream"},
    {
        "hgvs",
        "truncation",
        "consequence",
        "vrs",
        "assembly",
        "record",
        "hgvs_parser",
        "locus_allele",
    },
    {"effect", "vcf_header", "summary"},
    {"evidence"},
    {"structural"},
    {"finding", "query"},
    {"annotator"},
    {"haplotypes"},
    {"samples"},
]


def imports(path):
    """Return the fasannot modules a file imports when it is loaded (not inside functions)."""
    found = set()
    body = list(ast.parse(path.read_text()).body)
    for node in body:
        if isinstance(node, ast.If):
            continue  # TYPE_CHECKING
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fasannot"):
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names if name.name.startswith("fasannot")}
    return found


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        yield ".".join(parts).removesuffix(".__init__"), path


def unit(module):
    """Return the top-level module or package within fasannot."""
    return [*module.split("."), ""][1]


def test_layers_import_downwards_only():
    level = {name: place for place, names in enumerate(LAYERS) for name in names}
    wrong = []
    for module, path in modules():
        own = level.get(unit(module))
        for other in imports(path):
            place = level.get(unit(other))
            if own is None or unit(other) in ("", unit(module)):
                continue
            if place is None or place > own:
                wrong.append(f"{module} imports {other}")
    assert not wrong


def test_no_import_cycles():
    graph = {module: imports(path) for module, path in modules()}
    done, trail = set(), []

    def visit(module):
        if module in done or module not in graph:
            return
        assert module not in trail, f"cycle: {' > '.join([*trail, module])}"
        trail.append(module)
        for other in graph[module]:
            visit(other)
        done.add(trail.pop())

    for module in graph:
        visit(module)
