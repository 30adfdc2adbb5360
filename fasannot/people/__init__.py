"""Whose samples they are: families, tissues and the case."""
