"""Findings in the field's exchange formats: Phenopackets, GA4GH VA-Spec, ClinVar's table."""
