"""What a pasted text means: every reading of it, each with the alleles that it stands for."""
