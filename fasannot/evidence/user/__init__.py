"""The user's own evidence: official files read by region, and INFO of the input."""
