"""Sheets and files of invented persons, and what comes of them."""

import csv
import io
import json

from fasannot.cli.people import command as people
from fasannot.outputs.job import Job, OutputType, run_job
from fasannot.outputs.people_files import people_text, segments_text
from fasannot.run.people_run import people_of
from tests.support import vcf

__all__ = ["people"]

R250P = ("89014191", "G", "C")  # c.749G>C, death domain
SPLICE = ("89012082", "G", "A")  # c.651+1G>A
STOP = ("89008915", "C", "T")  # an early stop
SILENT = ("88990880", "C", "T")  # no candidate
LAYOUT = "GT:AD:DP:GQ"


def call(alt, total, genotype=None, quality=99):
    """Return a sample column by its reads."""
    if genotype is None:
        genotype = "1/1" if alt > 0.9 * total else "0/1" if alt > 0.02 * total else "0/0"
    return f"{genotype}:{total - alt},{alt}:{total}:{quality}"


def row(allele, *columns, layout=LAYOUT):
    position, ref, alt = allele
    return ["chr10", position, ".", ref, alt, "50", "PASS", ".", layout, *columns]


def write_sheet(path, rows, columns=("sample", "person", "tissue")):
    text = "\n".join("\t".join(map(str, line)) for line in (columns, *rows)) + "\n"
    path.write_text(text)
    return path


class Answer:
    """What came of a sheet: rows of the people table, JSON, text and segments."""

    def __init__(self, conclusions):
        self.conclusions = conclusions
        kinds = (OutputType.TSV, OutputType.JSON, OutputType.TABLE)
        tsv, lines, self.text = (
            people_text(conclusions, kind, to_terminal=False) for kind in kinds
        )
        self.rows = list(csv.DictReader(io.StringIO(tsv), delimiter="\t"))
        self.json = [json.loads(line) for line in lines.splitlines()]
        table = segments_text(conclusions)
        self.segments = list(csv.DictReader(io.StringIO(table), delimiter="\t"))

    def row(self, change, person=None):
        """Return the only row of a change (the end of its name)."""
        (found,) = [
            one
            for one in self.rows
            if one["HGVSc"].endswith(change) and person in (None, one["PERSON"])
        ]
        return found


def conclude(
    tmp_path,
    records,
    sheet,
    samples,
    columns=("sample", "person", "tissue"),
    contigs=("chr10:133797422",),
    **options,
):
    """Return the answer for one VCF and its sheet."""
    path = tmp_path / "in.vcf"
    path.write_text(vcf(records, contigs, samples=samples))
    listed = write_sheet(tmp_path / "sheet.tsv", sheet, columns)
    job = Job(str(path), None, OutputType.TSV, sheet_path=str(listed), **options)
    return Answer(people_of(job))


def one_person(tmp_path, records, tissues, **options):
    """Return the answer for a person whose samples are named by their tissues."""
    sheet = [(tissue, "P", tissue) for tissue in tissues]
    return conclude(tmp_path, records, sheet, tissues, **options)


def samples_table(tmp_path, records, samples, **options):
    """Return the samples TSV of ``annotate``."""
    path, table = tmp_path / "in.vcf", tmp_path / "samples.tsv"
    path.write_text(vcf(records, samples=samples))
    out = tmp_path / "out.json"
    run_job(Job(str(path), str(out), OutputType.JSON, samples_path=str(table), **options))
    objects = [json.loads(line) for line in out.read_text().splitlines()]
    return list(csv.DictReader(io.StringIO(table.read_text()), delimiter="\t")), objects


def conclude_files(
    tmp_path, files, sheet, columns=("sample", "person", "tissue", "vcf"), **options
):
    """Return the answer for a sheet over several files: records and samples by name."""
    for name, (records, *samples) in files.items():
        (tmp_path / name).write_text(vcf(records, samples=samples))
    listed = write_sheet(tmp_path / "sheet.tsv", sheet, columns)
    return Answer(people_of(Job("", None, OutputType.TSV, sheet_path=str(listed), **options)))
