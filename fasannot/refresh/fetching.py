"""Take the FAS region of official releases into a folder of the user's own."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fasannot.errors import InputError
from fasannot.evidence.user.slices import TABLE, Slice, read_slices, table_text
from fasannot.files.candidates import OutputKind
from fasannot.files.download import Origin
from fasannot.files.opening import open_sink
from fasannot.gene.model import GeneModel, load_gene_model
from fasannot.refresh.layouts import declared_build, settled_build
from fasannot.refresh.locus_lines import Found, locus_lines
from fasannot.refresh.releases import Release, known_releases, plain_name
from fasannot.refresh.slice_writing import release_of, write_slice


@dataclass(frozen=True, slots=True)
class Wish:
    """One file to be fetched.

    Attributes:
        name: the release's name; empty where the file itself shall tell.
        source: URL or path.
        release: its version where the table states one; empty or ``latest`` where the file tells.
        info: INFO keys that the slice keeps; empty for those of the table, or all.
    """

    name: str
    source: str
    release: str = ""
    info: frozenset[str] = frozenset()


def official(releases: Iterable[Release]) -> tuple[Wish, ...]:
    """Return the wishes for official addresses.

    Raises:
        InputError: a release has no public address.
    """
    found = []
    for one in releases:
        if not one.address:
            raise InputError(
                f"{one.name} has no public address ({one.licence}); download it yourself and give "
                f"it with 'fasannot data fetch {one.name} --from FILE --into DIR'"
            )
        found.append(Wish(one.name, one.address, one.release, one.info))
    return tuple(found)


def fetch(
    wish: Wish, folder: str, seen: Callable[[Origin], None] = lambda _: None
) -> tuple[tuple[Slice, ...], str]:
    """Fetch one file and return the slices written, and how it was read.

    Args:
        wish: what to fetch.
        folder: where the slices go; made where it is missing.
        seen: is given the opened source of a pass over all of a file.

    Raises:
        InputError: the source or the folder is at fault; the table still lists what it listed.
    """
    model = load_gene_model()
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot be made: {error.strerror}", path=folder) from None
    listed = read_slices(folder) if (target / TABLE).is_file() else ()
    _refuse_own(wish.source, target, listed)
    note = target / f".{plain_name(wish.name) or 'slice'}.resume.json"
    found = locus_lines(wish.source, model, note, seen)
    name = _name(wish, found)
    builds = _builds(wish, found, model)
    written = []
    for build in builds:
        info = wish.info or _info_of(name, found)
        version = wish.release if wish.release not in ("", "latest") else ""
        facts = {
            "release": version or release_of(found.layout, found.header, wish.source),
            "source": wish.source,
            "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        }
        written.append(
            write_slice(
                target,
                name,
                model.assemblies[build],
                found.layout,
                found.header,
                found.lines.get(build, []),
                info,
                facts,
            )
        )
    new = {(one.name, one.build) for one in written}
    kept = [one for one in listed if (one.name, one.build) not in new]
    with open_sink(str(target / TABLE), OutputKind.TEXT, threads=1) as sink:
        sink.write(table_text((*kept, *written)).encode())
    return tuple(written), found.how


def _refuse_own(source: str, folder: Path, listed: Sequence[Slice]) -> None:
    """Refuse to read a slice of the folder as the source of a slice of the folder."""
    if not Path(source).is_file():
        return
    for one in listed:
        own = folder / one.file
        if own.is_file() and own.samefile(source):
            raise InputError("is a slice of this very folder, not a release", path=source)


def _name(wish: Wish, found: Found) -> str:
    """Return the name of the slice, checked against what the file is."""
    name = plain_name(wish.name)
    kind = found.layout.kind
    if not name or name == kind:
        return _own_name(kind, found, wish.source)
    known = {one.name: one.kind for one in known_releases()}
    if name not in known:
        listed = ", ".join(dict.fromkeys(known))
        raise InputError(f"no release is called {wish.name!r}; known are {listed}")
    if known[name] != kind or (name == "gnomad-joint") != found.layout.joint:
        shown = _own_name(kind, found, wish.source)
        raise InputError(f"is a file of {shown}, not of {name}", path=wish.source)
    return name


def _own_name(kind: str, found: Found, source: str) -> str:
    """Return the most exact name that a file shows by itself."""
    words = source.rpartition("/")[2].lower()
    if kind in ("gnomad", "covered"):
        if found.layout.joint:
            return "gnomad-joint"
        part = "-exomes" if "exome" in words else "-genomes" if "genome" in words else ""
        if kind == "covered" and not part:
            raise InputError(
                "does not say in its name whether it is of the exomes or the genomes; give "
                "gnomad-exomes-covered or gnomad-genomes-covered as the name",
                path=source,
            )
        return f"gnomad{part}{'-covered' if kind == 'covered' else ''}"
    if kind == "spliceai":
        lines = [line for own in found.lines.values() for line in own]
        alleles = [line.split("\t")[3:5] for line in lines]
        indel = any(len(ref) != len(alt.split(",")[0]) for ref, alt in alleles)
        substitution = any(len(ref) == len(alt.split(",")[0]) for ref, alt in alleles)
        if indel != substitution:
            return "spliceai-indel" if indel else "spliceai-snv"
    return kind


def _builds(wish: Wish, found: Found, model: GeneModel) -> tuple[str, ...]:
    """Return the builds that the file has slices of.

    Raises:
        InputError: the file holds nothing of FAS, or its build cannot be told.
    """
    layout = found.layout
    if layout.form == "revel":
        builds = tuple(name for name in layout.pos if found.lines.get(name))
        if not builds:
            raise InputError(
                "holds nothing in the FAS locus of either build; is it whole?", path=wish.source
            )
        return builds
    declared = _declared(wish, found, model)
    build = settled_build(layout, found.lines, declared, model, wish.source)
    if not found.lines.get(build):
        raise InputError(
            f"holds nothing in the FAS locus of {build}; is it whole, and does it hold chromosome "
            "10?",
            path=wish.source,
        )
    return (build,)


def _declared(wish: Wish, found: Found, model: GeneModel) -> str | None:
    if found.layout.form == "alphamissense":
        genomes = {"hg38": "GRCh38", "hg19": "GRCh37"}
        said = {
            line.split("\t")[4].lower() for own in found.lines.values() for line in own
        } & genomes.keys()
        if len(said) == 1:
            return genomes[said.pop()]
    return declared_build(found.header, model, wish.source)


def _info_of(name: str, found: Found) -> frozenset[str]:
    """Return the INFO keys to keep of a file that the user names, by its kind."""
    if found.layout.form != "vcf":
        return frozenset()
    own = [one.info for one in known_releases() if one.name == name]
    if own:
        return own[0]
    if found.layout.kind == "gnomad":
        return frozenset().union(*(one.info for one in known_releases() if one.kind == "gnomad"))
    return frozenset()
