"""The picture of the house, drawn from the real imports: ``python -m tests.architecture``."""
