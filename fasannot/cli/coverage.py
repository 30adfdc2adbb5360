"""``fasannot coverage``: was FAS seen?"""

from __future__ import annotations

from contextlib import ExitStack

import click

from fasannot.coverage.answer import Limits, answer
from fasannot.coverage.reading import FORMATS, read_track
from fasannot.coverage.report import facts, json_text, table, tsv
from fasannot.files.candidates import OutputKind
from fasannot.files.opening import open_sink
from fasannot.files.target import same_file
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
    type=click.Choice(["auto", "GRCh37", "GRCh38"]),
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
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="auto",
    show_default=True,
    help="What INPUT is; found from its bytes.",
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
    form: str,
) -> None:
    """Say per coding exon and splice window of FAS how many bases INPUT shows to be callable.

    INPUT is a gVCF, a BED of targets, a per-base.bed.gz or regions.bed.gz of mosdepth, or BAM/CRAM
    with its index. A base without data is a hole, never normal. Windows: the coding bases of each
    exon, 20 intronic bases before it and 6 behind it.
    """
    if multiqc_path == "-":
        raise click.UsageError("--multiqc writes two files; name a PATH that ends in _mqc.json")
    same_file(input_path, output_path)
    model = load_gene_model()
    limits = Limits(min_depth, min_gq)
    track = read_track(
        input_path,
        model,
        limits,
        form=form,
        assembly=assembly,
        sample=sample,
        reference=reference,
    )
    found = answer(model, track, limits, with_utr)
    shown = input_path if input_path != "-" else "standard input"
    suffix = (output_path or "").rpartition(".")[2].lower()
    kind = output_type or (suffix if suffix in ("tsv", "json") else "table")
    if kind == "tsv":
        text = tsv(found)
    else:
        text = (
            json_text(found, shown)
            if kind == "json"
            else table(found, shown, output_path in (None, "-"))
        )
    with ExitStack() as stack:
        if multiqc_path is not None:
            from fasannot.outputs.multiqc.content_files import multiqc_files
            from fasannot.outputs.multiqc.coverage_content import general_document, table_document

            report = stack.enter_context(multiqc_files(multiqc_path, input_path, output_path))
            content = facts(found, shown)
            report(table_document(content), general_document(content))
        sink = stack.enter_context(open_sink(output_path, OutputKind.TEXT, threads=1))
        sink.write(text.encode("utf-8", "replace"))
