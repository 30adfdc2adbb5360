"""A Snakemake wrapper."""

from __future__ import annotations

import json

from fasannot._version import __version__
from integrations.options import HOME, NOT_A_DIAGNOSIS, SUMMARY, Kind, offered

_FOLDER = "snakemake-wrapper/fasannot/annotate"
_FILES = (Kind.INDEXED_VCF, Kind.INDEXED_TABLE, Kind.INPUT_FILE, Kind.INPUT_FOLDER)


def wrapper() -> str:
    """Return ``wrapper.py``."""
    options = offered()
    inputs = {option.name: option.flag for option in options if option.kind in _FILES}
    outputs = {option.name: option.flag for option in options if option.kind is Kind.OUTPUT_FILE}
    return f"""# Made by `python -m integrations` from the options of fasannot annotate; do not edit.
__author__ = "The fasannot developers"
__license__ = "MIT"

import shlex

from snakemake.shell import shell

INPUTS = {json.dumps(inputs, indent=4)}
OUTPUTS = {json.dumps(outputs, indent=4)}

given = [
    f"{{flag}} {{shlex.quote(str(path))}}"
    for flags, named in ((INPUTS, snakemake.input), (OUTPUTS, snakemake.output))
    for name, flag in flags.items()
    if name in named.keys()
    for path in ([named[name]] if isinstance(named[name], str) else named[name])
]
vcf = snakemake.input.get("vcf") or snakemake.input[0]
annotated = snakemake.output.get("annotated") or snakemake.output[0]
files = " ".join(given)
extra = snakemake.params.get("extra", "")
log = snakemake.log_fmt_shell(stdout=True, stderr=True)

shell(
    "fasannot annotate {{vcf:q}} --output {{annotated:q}} --threads {{snakemake.threads}} "
    "--no-progress {{files}} {{extra}} {{log}}"
)
"""


def description() -> str:
    """Return ``meta.yaml``."""
    options = offered()
    inputs = [option for option in options if option.kind in _FILES]
    outputs = [option for option in options if option.kind is Kind.OUTPUT_FILE]
    others = [option for option in options if option not in inputs and option not in outputs]
    lines = [
        "# Made by `python -m integrations` from the options of fasannot annotate; do not edit.",
        "name: fasannot annotate",
        f"description: {json.dumps(SUMMARY + '. ' + NOT_A_DIAGNOSIS)}",
        f"url: {HOME}",
        "authors:\n  - The fasannot developers",
        "input:",
        "  - vcf: VCF or BCF, packed or not",
        *[f"  - {option.name}: {json.dumps(option.help + ' (optional)')}" for option in inputs],
        "output:",
        '  - annotated: "annotated file; its suffix says what it is (.vcf, .vcf.gz, .bcf, .tsv, .json)"',
        *[f"  - {option.name}: {json.dumps(option.help + ' (optional)')}" for option in outputs],
        "params:",
        f"  - extra: {json.dumps('other options: ' + ' '.join(option.flag for option in others))}",
    ]
    return "\n".join(lines) + "\n"


def files() -> dict[str, str]:
    """Return the wrapper by place."""
    environment = (
        "channels:\n  - conda-forge\n  - bioconda\n  - nodefaults\n"
        f"dependencies:\n  - fasannot ={__version__}\n"
    )
    test = """rule fasannot_annotate:
    input:
        vcf="{sample}.vcf",
    output:
        annotated="{sample}.annotated.vcf.gz",
        samples="{sample}.samples.tsv",
    params:
        extra="--transcripts mane",
    log:
        "logs/{sample}.log",
    threads: 1
    wrapper:
        "master/bio/fasannot/annotate"
"""
    return {
        f"{_FOLDER}/wrapper.py": wrapper(),
        f"{_FOLDER}/meta.yaml": description(),
        f"{_FOLDER}/environment.yaml": environment,
        f"{_FOLDER}/test/Snakefile": test,
    }
