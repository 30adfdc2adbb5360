<<<<<<< HEAD
"""The pictures of README and docs, made from the bundled example; see ``__main__``."""
=======
"""Pictures of the docs, made from the bundled examples: ``python -m tests.pictures``."""
>>>>>>> b79aea8 (README sells in ten seconds: picture, two commands, one figure each; pictures made from the bundled example; a type checker holds the example)
