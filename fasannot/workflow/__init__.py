"""The Snakemake workflow of the package: a sheet of samples in, tables and pages out."""
