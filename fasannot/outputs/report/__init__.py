"""The page: one self-contained HTML file for a person to read and print."""
