"""A CWL tool."""

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


def _type(option: Option) -> object:
    if option.kind is Kind.SWITCH:
        return "boolean?"
    if option.kind is Kind.NUMBER:
        return "int?"
    if option.kind is Kind.CHOICE and not option.multiple:  # cwltool cannot read arrays of enums
        kind: object = {"type": "enum", "symbols": list(option.choices)}
    elif option.kind in (Kind.INDEXED_VCF, Kind.INDEXED_TABLE, Kind.INPUT_FILE):
        kind = "File"
    elif option.kind is Kind.INPUT_FOLDER:
        kind = "Directory"
    else:
        kind = "string"
    if option.multiple:
        kind = {"type": "array", "items": kind, "inputBinding": {"prefix": option.flag}}
    return ["null", kind]


def _input(option: Option) -> dict[str, object]:
    text = option.help
    if option.multiple and option.choices:
        text += f" One of: {', '.join(option.choices)}."
    described: dict[str, object] = {"type": _type(option), "doc": text}
    if option.kind in (Kind.INDEXED_VCF, Kind.INDEXED_TABLE):
        described["secondaryFiles"] = [{"pattern": ".tbi", "required": True}]
    described["inputBinding"] = {} if option.multiple else {"prefix": option.flag}
    return described


def _output(option: Option) -> dict[str, object]:
    described = f"{option.help} Usual name: *{SIDE_OUTPUTS[option.name]}"
    if option.name == "multiqc":  # a second file is written beside it
        glob = "*" + SIDE_OUTPUTS[option.name]
        return {"type": "File[]", "doc": described, "outputBinding": {"glob": glob}}
    glob = f"$(inputs.{option.name}_name)"
    return {"type": "File?", "doc": described, "outputBinding": {"glob": glob}}


def tool() -> str:
    """Return the tool; its body is JSON, which is YAML."""
    options = offered()
    inputs: dict[str, object] = {
        "vcf": {
            "type": "File",
            "doc": "VCF or BCF, packed or not",
            "secondaryFiles": [
                {"pattern": ".tbi", "required": False},
                {"pattern": ".csi", "required": False},
            ],
            "inputBinding": {"position": 1},
        },
        "output_name": {
            "type": "string",
            "default": "annotated.vcf.gz",
            "doc": "Name of the output; its suffix says what it is: .vcf, .vcf.gz, .bcf, .tsv, .json",
            "inputBinding": {"prefix": "--output"},
        },
    }
    outputs: dict[str, object] = {
        "annotated": {
            "type": "File",
            "doc": "The annotated file",
            "outputBinding": {"glob": "$(inputs.output_name)"},
        }
    }
    for option in options:
        if option.kind is Kind.OUTPUT_FILE:
            inputs[f"{option.name}_name"] = {
                "type": "string?",
                "doc": f"{option.help} Name of that file.",
                "inputBinding": {"prefix": option.flag},
            }
            outputs[option.name] = _output(option)
        else:
            inputs[option.name] = _input(option)
    described = {
        "cwlVersion": "v1.2",
        "class": "CommandLineTool",
        "label": SUMMARY,
        "doc": f"{SUMMARY}. {NOT_A_DIAGNOSIS} {HOME}",
        "hints": {
            "DockerRequirement": {
                "dockerPull": f"biocontainers/fasannot:{__version__}--pyhdfd78af_0"
            },
            "SoftwareRequirement": {
                "packages": {"fasannot": {"version": [__version__], "specs": [HOME]}}
            },
            "ResourceRequirement": {"coresMin": 1, "ramMin": 500},
        },
        "baseCommand": ["fasannot", "annotate"],
        "arguments": [{"prefix": "--threads", "valueFrom": "$(runtime.cores)"}, "--no-progress"],
        "inputs": inputs,
        "outputs": outputs,
    }
    return (
        "#!/usr/bin/env cwl-runner\n"
        "# Made by `python -m integrations` from the options of fasannot annotate; do not edit.\n"
        + json.dumps(described, indent=2)
        + "\n"
    )


def files() -> dict[str, str]:
    """Return the tool by place."""
    return {"cwl/fasannot-annotate.cwl": tool()}
