"""Comparison of fasannot with outside programs (not part of the default tests)."""
