"""Files for other people's pipelines, all made from the options of ``fasannot annotate``.

``python -m integrations`` writes them anew; a test fails while they differ from the options.
"""
