"""The house in figures: what its imports say, and the way that one allele really takes."""

import sys
import tempfile
from pathlib import Path

from tests.unit.test_layers import ROOT, imports, modules, unit

# A missense variant of the death domain with one carrier, on GRCh38.
_RECORD = "chr10\t89014191\t.\tG\tC\t50\tPASS\t.\tGT:AD:DP\t0/1:20,18:38\n"
_VCF = (
    "##fileformat=VCFv4.2\n##reference=GRCh38\n"
    "##contig=<ID=chr10,length=133797422,assembly=GRCh38>\n"
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP1\n" + _RECORD
)
_BEGIN, _END = "annotate_record", "edited"


def graph(package=ROOT / "fasannot"):
    """Return for each room (a folder or module below the package) the rooms it imports."""
    known = modules(package)
    found = {unit(name): set() for name in known if unit(name)}
    for name, path in known.items():
        if unit(name):
            found[unit(name)] |= {unit(other) for other in imports(path, known)}
    return {room: others - {room, ""} for room, others in found.items()}


def circles(arrows):
    """Return the groups of names that import each other in a circle."""
    reached = {}

    def below(name):
        seen, waiting = set(), [name]
        while waiting:
            for other in arrows.get(waiting.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return seen

    for name in arrows:
        reached[name] = below(name)
    groups = {
        frozenset(other for other in reached if name in reached[other] and other in reached[name])
        for name in reached
        if name in reached[name]
    }
    return sorted(sorted(group) for group in groups)


def floors(arrows):
    """Return how high each room stands: one above the highest that it imports.

    Rooms of one circle share a floor.
    """
    group = {name: frozenset(names) for names in circles(arrows) for name in names}
    found = {}

    def floor(room):
        if room not in found:
            together = group.get(room, frozenset((room,)))
            below = {other for one in together for other in arrows[one]} - together
            found.update(dict.fromkeys(together, 1 + max(map(floor, below), default=0)))
        return found[room]

    for room in arrows:
        floor(room)
    return found


def way_of_an_allele():
    """Return the calls between modules from the record of an allele to its INFO: from and to.

    The program itself runs; a call within one module is none.
    """
    from fasannot.__main__ import main

    package = str(ROOT / "fasannot")
    calls, on = [], False

    def module(frame):
        name = frame.f_code.co_filename if frame else ""
        if not name.startswith(package):
            return ""
        return ".".join(Path(name).relative_to(ROOT).with_suffix("").parts)

    def note(frame, event, _):
        nonlocal on
        function = frame.f_code.co_name
        if event == "call" and (here := module(frame)):
            on = on or function == _BEGIN
            before = module(frame.f_back)
            if on and before and before != here:
                calls.append((before, here))
        elif event == "return" and function == _END:
            on = False

    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder, "one.vcf"), Path(folder, "out.vcf")
        source.write_text(_VCF, encoding="utf-8")
        command = ["annotate", str(source), "-o", str(made), "-q", "--no-progress"]
        main(command)  # once before, so that tables are read and modules loaded
        sys.setprofile(note)
        try:
            main(command)
        finally:
            sys.setprofile(None)
    return calls


def figures():
    """Return the figures as lines."""
    arrows = graph()
    high = floors(arrows)
    known = modules(ROOT / "fasannot")
    inner = {name: imports(path, known) - {name} for name, path in known.items()}
    calls = way_of_an_allele()
    stops = {module for call in calls for module in call}
    moves = [(unit(one), unit(other)) for one, other in calls if unit(one) != unit(other)]
    climbs = sum(high[other] > high[one] for one, other in moves)
    longest = sorted(((len(path.read_text().splitlines()), name) for name, path in known.items()))
    return [
        f"units at the top: {len(arrows)}, on {max(high.values())} floors",
        f"arrows between units: {sum(len(others) for others in arrows.values())}",
        f"circles between units: {len(circles(arrows))}, between modules: {len(circles(inner))}",
        f"modules: {len(known)}; the longest: "
        + ", ".join(f"{name} ({lines})" for lines, name in reversed(longest[-3:])),
        f"way of an allele from its record to INFO: {len(stops)} modules in "
        f"{len({unit(module) for module in stops})} units, {len(moves)} calls from unit to unit, "
        f"{climbs} of them up",
    ]
