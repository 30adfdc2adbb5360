"""MultiQC custom content: what one input showed, for the page over many."""

from fasannot.multiqc.files import multiqc_files

__all__ = ["multiqc_files"]
