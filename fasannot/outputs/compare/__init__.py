"""Two outputs of the same samples side by side: what changed, and by which rule or release."""
