"""Variants on one phased chromosome, translated together."""
