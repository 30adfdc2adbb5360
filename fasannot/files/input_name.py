"""What an input is named by: a file, standard input or a URL."""

from __future__ import annotations


def is_url(source: str) -> bool:
    """Return whether a source is a URL and not the name of a file.

    >>> is_url("https://example.org/a.vcf.gz"), is_url("a.vcf.gz"), is_url("-")
    (True, False, False)
    """
    scheme, separator, _ = source.partition("://")
    return bool(separator) and scheme.isalnum()
