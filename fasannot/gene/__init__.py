"""What FAS is: its sequence, transcripts, domains and the builds it lies on."""
