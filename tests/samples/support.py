"""Small files with genotypes, and what comes of them."""

import csv
import io
import json

from fasannot.outputs.job import Job, OutputType, run_job
from tests.support import vcf

R250P = ("89014191", "G", "C")  # c.749G>C
SPLICE = ("89012082", "G", "A")  # c.651+1G>A
SILENT = ("88990880", "C", "T")  # c.4C>T, no candidate


def row(allele, layout, *columns, info=".", filters="PASS", alts=None):
    position, ref, alt = allele
    return ["chr10", position, ".", ref, alts or alt, "50", filters, info, layout, *columns]


def sample_rows(tmp_path, rows, samples=("s1",), header=(), **options):
    """Return the samples TSV of rows as dicts, and the JSON objects."""
    path = tmp_path / "in.vcf"
    path.write_text(vcf(rows, samples=samples, header=header))
    out, table = tmp_path / "out.json", tmp_path / "samples.tsv"
    run_job(Job(str(path), str(out), OutputType.JSON, samples_path=str(table), **options))
    listed = list(csv.DictReader(io.StringIO(table.read_text()), delimiter="\t"))
    return listed, [json.loads(line) for line in out.read_text().splitlines()]


def one(tmp_path, layout, column, **options):
    """Return the only row of one call of R250P in one sample."""
    header = options.pop("header", ())
    listed, _ = sample_rows(tmp_path, [row(R250P, layout, column, **options)], header=header)
    (found,) = listed
    return found
