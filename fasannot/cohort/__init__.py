"""Cohort tables: one typed row per sample and FAS allele it carries, over any number of files."""

from fasannot.cohort.run import CohortResult, FailedInput, write_cohort

__all__ = ["CohortResult", "FailedInput", "write_cohort"]
