"""Rebuild the tables of ``data/`` from official source files, and their checksums.

Run as ``python -m fasannot.refresh COMMAND``; docs/data.md lists the commands. They write
into the ``data/`` folder of a checkout and are not needed to annotate.
"""
