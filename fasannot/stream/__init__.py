"""Records in and out: find the few lines wanted, copy everything else untouched."""

from fasannot.stream.model import Candidate, Kind, OutputKind, Selection
from fasannot.stream.opening import open_source
from fasannot.stream.sink import Sink, open_sink
from fasannot.stream.source import Source
from fasannot.stream.target import same_file

__all__ = [
    "Candidate",
    "Kind",
    "OutputKind",
    "Selection",
    "Sink",
    "Source",
    "open_sink",
    "open_source",
    "same_file",
]
