"""One description of the options of ``fasannot annotate``, read from the command itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import click

from fasannot.cli.annotate import command

HOME = "https://pypi.org/project/fasannot/"
SUMMARY = "Annotate FAS variants in VCF files for autoimmune lymphoproliferative syndrome (ALPS)"
NOT_A_DIAGNOSIS = "Automated evidence to be judged by a specialist; not a diagnosis."


class Kind(Enum):
    """What an option takes."""

    SWITCH = "switch"
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"
    INDEXED_VCF = "indexed VCF"
    INDEXED_TABLE = "indexed table"
    INPUT_FILE = "input file"
    INPUT_FOLDER = "input folder"
    OUTPUT_FILE = "output file"


@dataclass(frozen=True, slots=True)
class Option:
    """One option.

    Attributes:
        name: its name in other systems: the long flag in snake case.
        flag: the long flag.
        kind: what it takes.
        help: its help text.
        choices: the values it takes.
        default: its default as text, empty for none.
        multiple: whether it may be repeated.
    """

    name: str
    flag: str
    kind: Kind
    help: str
    choices: tuple[str, ...] = ()
    default: str = ""
    multiple: bool = False


# Files beside the main output: the option's name to the end of the file's name.
SIDE_OUTPUTS = {
    "samples": ".samples.tsv",
    "haplotypes": ".haplotypes.tsv",
    "multiqc": "_mqc.json",
}
_INPUT_FILES = frozenset({"ped", "sheet", "case", "people", "loh"})
# Options that every system sets by itself, with the reason.
HANDLED = {
    "output": "each system names the output",
    "output_type": "each system offers it together with the output's name",
    "write_index": "written where the system wants an index, or asked for in its extra options",
    "threads": "follows from what the system gives the job",
    "no_progress": "nobody looks on",
    "quiet": "the summary goes to the log",
    "sheet": "a sheet names files of its own: run fasannot people, or give it in the extra options",
    "people": "goes with a sheet",
    "case": "goes with a sheet",
    "loh": "goes with a sheet",
}


def _kind(name: str, parameter: click.Option) -> Kind:
    if parameter.is_flag:
        return Kind.SWITCH
    if isinstance(parameter.type, click.Choice):
        return Kind.CHOICE
    if isinstance(parameter.type, click.IntRange | click.types.IntParamType):
        return Kind.NUMBER
    if name in SIDE_OUTPUTS or name == "output":
        return Kind.OUTPUT_FILE
    if name in _INPUT_FILES:
        return Kind.INPUT_FILE
    by_metavar = {
        "VCF": Kind.INDEXED_VCF,
        "TSV": Kind.INDEXED_TABLE,
        "DIR": Kind.INPUT_FOLDER,
        "KEY": Kind.TEXT,
        "NAME": Kind.TEXT,
    }
    metavar = parameter.metavar or ""
    if metavar not in by_metavar:
        raise ValueError(
            f"--{name} takes {metavar!r}: say in integrations/options.py whether that is an input "
            "or an output"
        )
    return by_metavar[metavar]


def every_option() -> tuple[Option, ...]:
    """Return all options of ``fasannot annotate`` in the order of its help."""
    found = []
    for parameter in command.params:
        if not isinstance(parameter, click.Option) or parameter.hidden:
            continue
        flag = max(parameter.opts, key=len)
        name = flag.removeprefix("--").replace("-", "_")
        default = parameter.default if isinstance(parameter.default, str) else ""
        choices = tuple(parameter.type.choices) if isinstance(parameter.type, click.Choice) else ()
        text = " ".join((parameter.help or "").split())
        found.append(
            Option(name, flag, _kind(name, parameter), text, choices, default, parameter.multiple)
        )
    return tuple(found)


def offered() -> tuple[Option, ...]:
    """Return the options that other systems offer."""
    return tuple(option for option in every_option() if option.name not in HANDLED)
