"""One file through all of it: what was asked, its build settled, its records annotated."""
