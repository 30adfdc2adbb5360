"""Options that several commands share word for word."""

from __future__ import annotations

import click

variant_option = click.option(
    "--variant",
    "variants",
    multiple=True,
    metavar="TEXT",
    help="Only this allele, in any spelling that explain reads; may be repeated.",
)
case_option = click.option(
    "--case", "case_path", metavar="PATH", help="Case file of the persons (needs --sheet)."
)
loh_option = click.option(
    "--loh",
    "loh_path",
    metavar="PATH",
    help="Also read chromosome 10 and write segments of lost heterozygosity (needs --sheet).",
)
