"""How it is said: the same words in the terminal, on the page and in the figure."""
