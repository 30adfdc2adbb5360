"""A Galaxy tool."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

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

EXAMPLE = Path(__file__).resolve().parents[1] / "data/example.vcf"
# Options that the tool does not offer, with the reason.
LEFT_OUT = {
    "data": "Galaxy has no data type for a folder of slices",
    "alphamissense": "Galaxy has no data type for a TSV with a tabix index",
    "revel": "Galaxy has no data type for a TSV with a tabix index",
}
_OUTPUT_TYPES = (
    ("z", "VCF, bgzip", "vcf_bgzip"),
    ("v", "VCF", "vcf"),
    ("b", "BCF", "bcf"),
    ("tsv", "table of FAS alleles (TSV)", "tabular"),
    ("json", "one JSON object per FAS allele", "txt"),
)


def _options() -> list[Option]:
    return [option for option in offered() if option.name not in LEFT_OUT]


def _attributes(option: Option) -> str:
    label = option.flag.removeprefix("--").replace("-", " ").capitalize()
    return (
        f"argument={quoteattr(option.flag)} label={quoteattr(label)} help={quoteattr(option.help)}"
    )


def _parameter(option: Option) -> str:
    """Return the input of an option."""
    named = _attributes(option)
    if option.kind is Kind.SWITCH:
        return (
            f'        <param type="boolean" {named} truevalue={quoteattr(option.flag)} '
            'falsevalue="" checked="false"/>'
        )
    if option.kind is Kind.CHOICE:
        extra = ' multiple="true" optional="true"' if option.multiple else ""
        lines = [f'        <param type="select" {named}{extra}>']
        for choice in option.choices:
            chosen = ' selected="true"' if choice == option.default else ""
            lines.append(
                f"            <option value={quoteattr(choice)}{chosen}>{escape(choice)}</option>"
            )
        return "\n".join([*lines, "        </param>"])
    if option.kind is Kind.INDEXED_VCF:
        extra = ' multiple="true"' if option.multiple else ""
        return f'        <param type="data" format="vcf_bgzip" optional="true"{extra} {named}/>'
    if option.kind is Kind.INPUT_FILE:
        return f'        <param type="data" format="tabular,txt" optional="true" {named}/>'
    if option.kind is Kind.OUTPUT_FILE:
        return (
            f'        <param name="write_{option.name}" type="boolean" checked="false" '
            f"label={quoteattr('Also write: ' + option.name)} help={quoteattr(option.help)}/>"
        )
    if option.multiple:
        label = option.flag.removeprefix("--").replace("-", " ").capitalize()
        return (
            f'        <repeat name="{option.name}_list" title={quoteattr(label)}>\n'
            f'            <param name="{option.name}" type="text" label={quoteattr(label)} '
            f"help={quoteattr(option.help)}>\n"
            '                <validator type="regex">^[A-Za-z_][0-9A-Za-z_.]*$</validator>\n'
            "            </param>\n        </repeat>"
        )
    kind = "integer" if option.kind is Kind.NUMBER else "text"
    return f'        <param type="{kind}" optional="true" {named}/>'


def _links() -> str:
    """Return the lines that give files the names that people know, and the indexes of tabix."""
    lines = [
        "#import re",
        "#set $name = re.sub('[^-.\\w]', '_', str($input.element_identifier))",
        "mkdir input &&",
        "ln -s '$input' 'input/$name' &&",
    ]
    for option in _options():
        if option.kind is Kind.INDEXED_VCF and option.multiple:
            place = f"{option.name}_${{number}}"
            lines += [
                f"#if ${option.name}",
                f"    #for $number, $one in enumerate(${option.name})",
                f"    ln -s '$one' {place}.vcf.gz &&",
                f"    ln -s '$one.metadata.tabix_index' {place}.vcf.gz.tbi &&",
                "    #end for",
                "#end if",
            ]
        elif option.kind is Kind.INDEXED_VCF:
            lines += [
                f"#if ${option.name}",
                f"    ln -s '${option.name}' {option.name}.vcf.gz &&",
                f"    ln -s '${option.name}.metadata.tabix_index' {option.name}.vcf.gz.tbi &&",
                "#end if",
            ]
    return "\n".join(lines)


def _command_line() -> str:
    lines = ["fasannot annotate", "    'input/$name'", "    --output '$annotated'"]
    lines.append("    --output-type '$output_type'")
    lines += ['    --threads "\\${GALAXY_SLOTS:-1}"', "    --no-progress"]
    for option in _options():
        name, flag = option.name, option.flag
        if option.kind is Kind.SWITCH:
            lines.append(f"    ${name}")
        elif option.kind is Kind.CHOICE and option.multiple:
            lines += [
                "    #for $value in ($" + name + " or [])",
                f"    {flag} '$value'",
                "    #end for",
            ]
        elif option.kind is Kind.CHOICE:
            lines.append(f"    {flag} '${name}'")
        elif option.kind is Kind.OUTPUT_FILE:
            lines += [
                f"    #if $write_{name}",
                f"    {flag} '{name}{SIDE_OUTPUTS[name]}'",
                "    #end if",
            ]
        elif option.kind is Kind.INDEXED_VCF and option.multiple:
            lines += [
                f"    #if ${name}",
                f"    #for $number, $one in enumerate(${name})",
                f"    {flag} {name}_${{number}}.vcf.gz",
                "    #end for",
                "    #end if",
            ]
        elif option.multiple:
            lines += [f"    #for $one in ${name}_list", f"    {flag} '$one.{name}'", "    #end for"]
        else:
            value = f"{name}.vcf.gz" if option.kind is Kind.INDEXED_VCF else f"'${name}'"
            lines += [f"    #if ${name}", f"    {flag} {value}", "    #end if"]
    return "\n".join(lines)


def _outputs() -> str:
    lines = [
        '        <data name="annotated" format="vcf_bgzip" label="${tool.name} on ${on_string}">'
    ]
    lines.append("            <change_format>")
    for value, _, kind in _OUTPUT_TYPES[1:]:
        lines.append(f'                <when input="output_type" value="{value}" format="{kind}"/>')
    lines += ["            </change_format>", "        </data>"]
    for option in _options():
        if option.kind is Kind.OUTPUT_FILE:
            ending = SIDE_OUTPUTS[option.name]
            kind = "json" if ending.endswith("json") else "tabular"
            lines += [
                f'        <data name="{option.name}" format="{kind}" '
                f'from_work_dir="{option.name}{ending}" '
                f'label="${{tool.name}} on ${{on_string}}: {option.name}">',
                f"            <filter>write_{option.name}</filter>",
                "        </data>",
            ]
    return "\n".join(lines)


def tool() -> str:
    """Return the tool."""
    parameters = "\n".join(_parameter(option) for option in _options())
    types = "\n".join(
        f'            <option value="{value}">{escape(label)}</option>'
        for value, label, _ in _OUTPUT_TYPES
    )
    left = "\n".join(f"- ``--{name}``: {reason}" for name, reason in LEFT_OUT.items())
    return f"""<tool id="fasannot_annotate" name="fasannot annotate" version="{__version__}+galaxy0" profile="23.0" license="MIT">
    <!-- Made by `python -m integrations` from the options of fasannot annotate; do not edit. -->
    <description>FAS variants for ALPS</description>
    <requirements>
        <requirement type="package" version="{__version__}">fasannot</requirement>
    </requirements>
    <version_command>fasannot --version</version_command>
    <command detect_errors="exit_code"><![CDATA[
{_links()}
{_command_line()}
    ]]></command>
    <inputs>
        <param name="input" type="data" format="vcf,vcf_bgzip,bcf" label="Variants" help="VCF or BCF on GRCh38 or GRCh37"/>
        <param type="select" argument="--output-type" label="Output" help="What to write">
{types}
        </param>
{parameters}
    </inputs>
    <outputs>
{_outputs()}
    </outputs>
    <tests>
        <test expect_num_outputs="1">
            <param name="input" value="example.vcf" ftype="vcf"/>
            <param name="output_type" value="tsv"/>
            <output name="annotated" ftype="tabular">
                <assert_contents>
                    <has_text text="NP_000034.1:p.(Arg250Pro)"/>
                    <has_n_lines n="12"/>
                </assert_contents>
            </output>
        </test>
        <test expect_num_outputs="2">
            <param name="input" value="example.vcf" ftype="vcf"/>
            <param name="output_type" value="v"/>
            <param name="write_samples" value="true"/>
            <output name="annotated" ftype="vcf">
                <assert_contents>
                    <has_text text="FASANN"/>
                </assert_contents>
            </output>
            <output name="samples" ftype="tabular">
                <assert_contents>
                    <has_text text="dnt_cells"/>
                </assert_contents>
            </output>
        </test>
        <test expect_num_outputs="3">
            <param name="input" value="example.vcf" ftype="vcf"/>
            <param name="output_type" value="b"/>
            <param name="write_multiqc" value="true"/>
            <param name="write_haplotypes" value="true"/>
            <output name="annotated" ftype="bcf">
                <assert_contents>
                    <has_size min="500"/>
                </assert_contents>
            </output>
            <output name="multiqc" ftype="json">
                <assert_contents>
                    <has_text text="&quot;example&quot;: {{"/>
                </assert_contents>
            </output>
        </test>
        <test expect_failure="true">
            <param name="input" value="example.vcf" ftype="vcf"/>
            <param name="output_type" value="z"/>
            <param name="assembly" value="GRCh37"/>
            <assert_stderr>
                <has_text text="contig lines say GRCh38"/>
            </assert_stderr>
        </test>
    </tests>
    <help><![CDATA[
{SUMMARY}. {NOT_A_DIAGNOSIS}

Every record of the input comes out, in order; records in FAS get the INFO fields FASANN and FASFLAG. A negative result
does not exclude ALPS: mosaic variants and second hits in double-negative T cells, deep intronic, promoter and
copy-number changes and other genes can be missed.

Documentation: {HOME}

Not offered here, but on the command line:

{left}
    ]]></help>
    <citations>
        <citation type="bibtex">@misc{{fasannot, title = {{fasannot: annotation of FAS variants for ALPS}}, author = {{{{The fasannot developers}}}}, year = {{2026}}, url = {{{HOME}}}}}</citation>
    </citations>
</tool>
"""


def files() -> dict[str, str]:
    """Return the tool, and what its tests read, by place."""
    shed = (
        "name: fasannot_annotate\nowner: fasannot\n"
        f"description: {SUMMARY}\nhomepage_url: {HOME}\n"
        "categories:\n  - Variant Analysis\ntype: unrestricted\n"
        f"long_description: {SUMMARY}. {NOT_A_DIAGNOSIS}\n"
    )
    return {
        "galaxy/fasannot_annotate.xml": tool(),
        "galaxy/.shed.yml": shed,
        "galaxy/test-data/example.vcf": EXAMPLE.read_text(encoding="utf-8"),
    }
