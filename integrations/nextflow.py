"""An nf-core style module: process, description, environment and nf-test with a stub."""

from __future__ import annotations

import json

from fasannot._version import __version__
from integrations.options import (
    HOME,
    NOT_A_DIAGNOSIS,
    SIDE_OUTPUTS,
    SUMMARY,
    Kind,
    Option,
    offered,
)

_FOLDER = "nextflow/modules/fasannot/annotate"
FILE_KINDS = (Kind.INDEXED_VCF, Kind.INDEXED_TABLE, Kind.INPUT_FILE, Kind.INPUT_FOLDER)


def _inputs() -> list[Option]:
    return [option for option in offered() if option.kind in FILE_KINDS]


def _side() -> list[Option]:
    return [option for option in offered() if option.kind is Kind.OUTPUT_FILE]


def _arguments() -> list[Option]:
    return [option for option in offered() if option.kind not in (*FILE_KINDS, Kind.OUTPUT_FILE)]


# How the version is told: nf-core modules send it to the topic channel "versions".
_VERSION_COMMAND = "fasannot --version | sed 's/^fasannot //'"
_GLOBS = {"annotated": "*.{vcf,vcf.gz,bcf,fas.tsv,fas.json,fas.txt,fas.xlsx}", "csi": "*.csi"}
# The type of the output follows from the options, and its name from the type.
_TYPES = {
    "v": "vcf",
    "z": "vcf.gz",
    "b": "bcf",
    "u": "bcf",
    "tsv": "fas.tsv",
    "json": "fas.json",
    "table": "fas.txt",
    "xlsx": "fas.xlsx",
}
_TYPE_MAP = ", ".join(f"{name}: '{suffix}'" for name, suffix in _TYPES.items())
_NAMES = f"""\
    def args = task.ext.args ?: ''
    def asked = args =~ /(?:--output-type|-O)[ =]*([a-z]+)/
    def type = asked ? asked[0][1] : 'z'
    prefix = task.ext.prefix ?: "${{meta.id}}.fasannot"
    suffix = [{_TYPE_MAP}][type]"""


def process() -> str:
    """Return ``main.nf``."""
    files = _inputs()
    side = _side()
    listed = "\n".join(f"//   {option.flag}: {option.help}" for option in _arguments())
    inputs = "\n".join(f"    path {option.name}, stageAs: '{option.name}/*'" for option in files)
    outputs = "\n".join(
        f'    tuple val(meta), path("*{SIDE_OUTPUTS[option.name]}"), emit: {option.name}'
        for option in side
    )
    chosen = "\n".join(
        f"    def {option.name}_file = [{option.name}].flatten()"
        ".findAll { it && !(it.name ==~ /.*\\.(tbi|csi)/) }"
        f".collect {{ \"{option.flag} $it\" }}.join(' ')"
        for option in files
    )
    used = " \\\\\n".join(f"        ${{{option.name}_file}}" for option in files)
    named = " \\\\\n".join(
        f"        {option.flag} ${{prefix}}{SIDE_OUTPUTS[option.name]}" for option in side
    )
    touched = "\n".join(f"    touch ${{prefix}}{SIDE_OUTPUTS[option.name]}" for option in side)
    return f"""// Made by `python -m integrations` from the options of fasannot annotate; do not edit.
//
// Options by task.ext.args:
//   --output-type: {", ".join(_TYPES)}; z unless asked for.
{listed}
process FASANNOT_ANNOTATE {{
    tag "$meta.id"
    label 'process_single'

    conda "${{moduleDir}}/environment.yml"
    container "${{ workflow.containerEngine in ['singularity', 'apptainer'] && !task.ext.singularity_pull_docker_container ?
        'https://depot.galaxyproject.org/singularity/fasannot:{__version__}--pyhdfd78af_0' :
        'quay.io/biocontainers/fasannot:{__version__}--pyhdfd78af_0' }}"

    input:
    tuple val(meta), path(vcf), path(index)
{inputs}

    output:
    tuple val(meta), path("${{prefix}}.${{suffix}}"), emit: annotated
    tuple val(meta), path("${{prefix}}.${{suffix}}.csi"), emit: csi, optional: true
{outputs}
    tuple val("${{task.process}}"), val('fasannot'), eval("{_VERSION_COMMAND}"), emit: versions_fasannot, topic: versions

    when:
    task.ext.when == null || task.ext.when

    script:
{_NAMES}
    def write_index = type in ['z', 'b'] ? '--write-index' : ''
{chosen}
    if ("$vcf" == "${{prefix}}.${{suffix}}") error "Input and output names are the same, set task.ext.prefix"
    \"\"\"
    fasannot annotate \\\\
        --output ${{prefix}}.${{suffix}} \\\\
        $write_index \\\\
        --threads $task.cpus \\\\
        --no-progress \\\\
{named} \\\\
{used} \\\\
        $args \\\\
        $vcf
    \"\"\"

    stub:
{_NAMES}
    def create = suffix.endsWith('.gz') ? "echo '' | gzip >" : 'touch'
    \"\"\"
    $create ${{prefix}}.${{suffix}}
{touched}
    \"\"\"
}}
"""


def _element(kind: str, text: str, pattern: str = "") -> dict[str, object]:
    found: dict[str, object] = {"type": kind, "description": text}
    return {**found, "pattern": pattern} if pattern else found


def _yaml(value: object, indent: int = 0) -> list[str]:
    """Return lines of YAML for maps, lists and texts; texts are quoted as JSON does."""
    space = " " * indent
    lines: list[str] = []
    if isinstance(value, dict):
        for key, item in value.items():
            name = key if key.replace("_", "").isalnum() else json.dumps(key)
            if isinstance(item, dict | list):
                lines += [f"{space}{name}:", *_yaml(item, indent + 2)]
            else:
                lines.append(f"{space}{name}: {json.dumps(item)}")
        return lines
    assert isinstance(value, list)
    for item in value:
        if isinstance(item, dict | list):
            first, *others = _yaml(item, indent + 2)
            lines += [f"{space}- {first.strip()}", *others]
        else:
            lines.append(f"{space}- {json.dumps(item)}")
    return lines


def description() -> str:
    """Return ``meta.yml``: inputs, output channels and topics by name, as nf-core has it."""
    meta = {"meta": _element("map", "Groovy map of the sample, e.g. `[ id:'test' ]`")}
    inputs: list[object] = [
        [
            meta,
            {"vcf": _element("file", "VCF or BCF", "*.{vcf,vcf.gz,bcf}")},
            {"index": _element("file", "Its index, or []", "*.{tbi,csi}")},
        ]
    ]
    inputs += [
        {option.name: _element("file", f"{option.help} A list with its index, or [].")}
        for option in _inputs()
    ]
    annotated = "${prefix}.${suffix}"
    patterns = [
        ("annotated", annotated, "Annotated file, of the --output-type in task.ext.args"),
        ("csi", f"{annotated}.csi", "Its index"),
        *((one.name, f"*{SIDE_OUTPUTS[one.name]}", one.help) for one in _side()),
    ]
    outputs: dict[str, object] = {
        name: [[meta, {pattern: _element("file", text, _GLOBS.get(name, pattern))}]]
        for name, pattern, text in patterns
    }
    versions = [
        [
            {"${task.process}": _element("string", "The name of the process")},
            {"fasannot": _element("string", "The name of the tool")},
            {_VERSION_COMMAND: _element("eval", "The command that prints the version")},
        ]
    ]
    outputs["versions_fasannot"] = versions
    tool = {
        "description": f"{SUMMARY}. {NOT_A_DIAGNOSIS}",
        "homepage": HOME,
        "documentation": HOME,
        "tool_dev_url": HOME,
        "licence": ["MIT"],
        "identifier": "",
    }
    document = {
        "name": "fasannot_annotate",
        "description": SUMMARY,
        "keywords": ["annotation", "vcf", "FAS", "ALPS", "hgvs"],
        "tools": [{"fasannot": tool}],
        "input": inputs,
        "output": outputs,
        "topics": {"versions": versions},
        "authors": ["@fasannot"],
        "maintainers": ["@fasannot"],
    }
    head = [
        "# Made by `python -m integrations` from the options of fasannot annotate; do not edit.",
        "# yaml-language-server: $schema=https://raw.githubusercontent.com/nf-core/modules/master/modules/meta-schema.json",
    ]
    return "\n".join([*head, *_yaml(document)]) + "\n"


def _test() -> str:
    blanks = "\n".join(f"                input[{n}] = []" for n in range(1, len(_inputs()) + 1))
    cases = []
    for title, options in (("vcf", ""), ("vcf - stub", "        options '-stub'\n")):
        checks = (
            "{ assert path(process.out.annotated[0][1]).linesGzip.any { it.contains('p.(Arg250Pro)') } }"
            if not options
            else "{ assert snapshot(process.out).match() }"
        )
        cases.append(f"""    test("{title}") {{
{options}        when {{
            process {{
                \"\"\"
                input[0] = [ [ id:'test' ], file(params.fasannot_example, checkIfExists: true), [] ]
{blanks}
                \"\"\"
            }}
        }}
        then {{
            assertAll(
                {{ assert process.success }},
                {checks}
            )
        }}
    }}
""")
    text = "\n".join(cases)
    return f"""// Run with: nf-test test --params fasannot_example=/path/to/data/example.vcf
nextflow_process {{

    name "Test process FASANNOT_ANNOTATE"
    script "../main.nf"
    process "FASANNOT_ANNOTATE"
    tag "modules"
    tag "modules_nfcore"
    tag "fasannot"
    tag "fasannot/annotate"

{text}}}
"""


def files() -> dict[str, str]:
    """Return the files of the module by place."""
    environment = (
        "channels:\n  - conda-forge\n  - bioconda\n"
        f'dependencies:\n  - "bioconda::fasannot={__version__}"\n'
    )
    return {
        f"{_FOLDER}/main.nf": process(),
        f"{_FOLDER}/meta.yml": description(),
        f"{_FOLDER}/environment.yml": environment,
        f"{_FOLDER}/tests/main.nf.test": _test(),
    }
