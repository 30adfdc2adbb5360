"""``fasannot coverage``: was FAS seen?"""

from __future__ import annotations

import click

from fasannot.cli.assembly_option import AssemblyType
from fasannot.coverage.answer import Limits, answer
from fasannot.coverage.opening import KINDS, read_track
from fasannot.coverage.output import facts, json_text, table, tsv
from fasannot.files.paths import check_paths
from fasannot.files.together import Outputs
from fasannot.gene.model import load_gene_model


@click.command(short_help="Was FAS seen: callable bases per exon and splice window.")
@click.argument("input_path", metavar="INPUT")
@click.option("-o", "--output", "output_path", metavar="PATH", help="Output; default: stdout.")
@click.option(
    "-O",
    "--output-type",
    type=click.Choice(["table", "tsv", "json"]),
    help="Default: by the suffix of PATH; else table.",
)
@click.option(
    "--assembly",
    type=AssemblyType(),
    default="auto",
    show_default=True,
    help="Genome build; a BED file does not say it.",
)
@click.option(
    "--min-depth",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="Least read depth of a callable base.",
)
@click.option(
    "--min-gq",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="Least genotype quality of a callable base (gVCF).",
)
@click.option("--sample", metavar="NAME", help="The sample of a gVCF with several.")
@click.option("--reference", metavar="FASTA", help="The reference a CRAM was made with.")
@click.option(
    "--multiqc",
    "multiqc_path",
    metavar="PATH",
    help="Also write MultiQC custom content (PATH ending in _mqc.json); the columns for the "
    "general statistics go to a second file beside it.",
)
@click.option("--utr", "with_utr", is_flag=True, help="Also the untranslated parts of the exons.")
@click.option(
    "--kind",
    "--format",
    type=click.Choice([*KINDS, "bed"]),
    default="auto",
    show_default=True,
    help="What INPUT is; found from its content. bed: any table.",
)
def command(
    input_path: str,
    output_path: str | None,
    output_type: str | None,
    assembly: str,
    min_depth: int,
    min_gq: int,
    sample: str | None,
    reference: str | None,
    multiqc_path: str | None,
    with_utr: bool,
    kind: str,
) -> None:
    """Say per coding exon and splice window of FAS how many bases INPUT shows to be callable.

    INPUT is a gVCF, BAM/CRAM with its index, a table of mosdepth (per-base, regions, quantized,
    thresholds), samtools depth, bedtools genomecov, GATK DepthOfCoverage, or a BED of targets; all
    but BAM/CRAM also from standard input (-). A base without data is a hole, never normal; of
    targets no depth is known. Windows: the coding bases of each exon, 20 intronic bases before it
    and 6 behind it.
    """
    if multiqc_path == "-":
        raise click.UsageError("--multiqc writes two files; name a PATH that ends in _mqc.json")
    written = [output_path or "-"]
    if multiqc_path is not None:
        from fasannot.outputs.multiqc.content_files import multiqc_paths

        written += multiqc_paths(multiqc_path)
    check_paths([input_path, reference], written)
    model = load_gene_model()
    limits = Limits(min_depth, min_gq)
    track = read_track(
        input_path,
        model,
        limits,
        kind="auto" if kind == "bed" else kind,
        assembly=assembly,
        sample=sample,
        reference=reference,
    )
    found = answer(model, track, limits, with_utr)
    shown = input_path if input_path != "-" else "standard input"
    suffix = (output_path or "").rpartition(".")[2].lower()
    shape = output_type or (suffix if suffix in ("tsv", "json") else "table")
    if shape == "tsv":
        text = tsv(found)
    else:
        text = (
            json_text(found, shown)
            if shape == "json"
            else table(found, shown, output_path in (None, "-"))
        )
    with Outputs() as outputs:
        if multiqc_path is not None:
            from fasannot.outputs.multiqc.content_files import multiqc_files
            from fasannot.outputs.multiqc.coverage_content import general_document, table_document

            content = facts(found, shown)
            report = multiqc_files(outputs, multiqc_path)
            report(table_document(content), general_document(content))
        outputs.open(output_path).write(text.encode("utf-8", "replace"))
