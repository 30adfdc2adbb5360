"""From what was found in some inputs to the figure."""

from __future__ import annotations

from collections.abc import Sequence

from fasannot._version import __version__
from fasannot.files.escape import printable
from fasannot.gene.model import load_gene_model
from fasannot.gene.resources import data_version
from fasannot.outputs.gathered import gather
from fasannot.outputs.job import Collected
from fasannot.outputs.plot.document import document
from fasannot.outputs.plot.draw import drawn
from fasannot.outputs.plot.layout import Figure, figures
from fasannot.outputs.plot.marks import known_track, marks_of
from fasannot.rules.knowledge import load_knowledge
from fasannot.wording.book import say, say_count


def figure_of(
    inputs: Sequence[Collected],
    kind: str,
    view: str = "both",
    fractions: bool = False,
    only_candidates: bool = False,
    heading: str = "",
) -> bytes:
    """Return the figure of some inputs as a file.

    Args:
        inputs: what was found in each.
        kind: ``svg``, ``png`` or ``pdf``.
        view: ``gene``, ``protein`` or ``both``.
        fractions: whether the height is the highest allele fraction instead of a free row.
        only_candidates: whether to leave out what is no candidate.
        heading: title of the figure.
    """
    model, knowledge = load_gene_model(), load_knowledge()
    gathered = gather(inputs)
    chosen = [allele for allele in gathered if allele.candidate or not only_candidates]
    has_samples = any(one.summary.samples for one in inputs)
    marks = marks_of(chosen, has_samples)
    both = figures(model, marks, known_track(model, knowledge.catalogue), fractions)
    panels = [panel for panel in both if view in ("both", panel.name)]
    heights = say(f"figure.count_{'samples' if has_samples else 'inputs'}")
    if fractions:
        heights = f"{say('figure.height_fraction')} {heights}"
    note = _note(panels, len(gathered) - len(chosen))
    heading = printable(heading)
    if kind == "svg":
        return document(panels, heading, heights, note).encode()
    return drawn(panels, kind, heading, heights, note)


def _note(panels: Sequence[Figure], left_out: int) -> str:
    parts = [say("figure.scale")]
    if all(panel.name == "protein" for panel in panels):
        parts = []
    for panel in panels:
        if panel.unlabelled:
            parts.append(say_count(f"figure.note_{panel.name}", panel.unlabelled))
        if panel.absent:
            parts.append(say_count("figure.note_absent", panel.absent))
    if left_out:
        parts.append(say_count("figure.note_left_out", left_out))
    parts.append(say("figure.note_versions", version=__version__, data=data_version()))
    return " ".join(parts)
