"""MultiQC custom content: what one input showed, for the page over many."""
