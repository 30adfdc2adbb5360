"""VCF text: its header and its records."""
