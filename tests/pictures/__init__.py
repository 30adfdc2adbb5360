"""The pictures of README and docs, made from the bundled example; see ``__main__``."""
