"""Bytes to records and back: whatever comes is read, found, and written again untouched."""
