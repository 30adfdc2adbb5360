"""Read an output of ``annotate`` or ``people``: VCF or BCF, TSV, JSON lines; by column names."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from fasannot.errors import InputError
from fasannot.files.declared import locus_selection
from fasannot.files.opening import open_source
from fasannot.files.vcf.header import parse_header
from fasannot.files.vcf.info import Info
from fasannot.files.vcf.record import parse_record
from fasannot.gene.model import load_gene_model
from fasannot.outputs.compare.answers import RENAMED, Answer, Answers
from fasannot.outputs.info_fields import OWN_NAME, names_of
from fasannot.rules.columns import COLUMNS

_FORMAT = re.compile(r"Format: ([^\"]+)")
_GZIP = b"\x1f\x8b"
_PLACE = ("CHROM", "POS", "REF", "ALT")
_JSON_NAMES = {column.json_name: column.name for column in COLUMNS} | {"class": "AUTO_CLASS"}
_MADE_BY = {
    "##fasannot_version=": "version",
    "##fasannot_data=": "data",
}
_EVIDENCE = "##fasannot_evidence=<"


def read_answers(path: str) -> Answers:
    """Return what an output says.

    Raises:
        InputError: the file cannot be read, or is no output of fasannot.
    """
    place = Path(path)
    if not place.exists():
        raise InputError("does not exist", path=path)
    if place.is_dir():
        raise InputError("is a directory, not a file", path=path)
    start = _start(place)
    if not start:
        raise InputError("is empty (0 bytes)", path=path)
    if start.startswith((b"##fileformat=VCF", b"BCF")):
        return _of_vcf(path)
    text = _text(place)
    return _of_json(path, text) if text.lstrip().startswith("{") else _of_tsv(path, text)


def _start(place: Path) -> bytes:
    try:
        with place.open("rb") as handle:
            start = handle.read(1 << 16)
    except OSError as error:
        raise InputError(f"cannot be opened: {error.strerror}", path=str(place)) from None
    if not start.startswith(_GZIP):
        return start
    try:
        return zlib.decompressobj(31).decompress(start, 64)
    except zlib.error:
        return start


def _text(place: Path) -> str:
    try:
        content = place.read_bytes()
        if content.startswith(_GZIP):
            content = gzip.decompress(content)
        return content.decode("utf-8")
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"cannot be read: {error}; is it whole?", path=str(place)) from None
    except UnicodeDecodeError:
        raise InputError("is no text of fasannot: not UTF-8", path=str(place)) from None


def _renamed(name: str) -> str:
    return RENAMED.get(name, name)


def _of_vcf(path: str) -> Answers:
    found = []
    with open_source(path, locus_selection(load_gene_model())) as source:
        header = parse_header(source.header)
        name = next(iter(names_of(header)), OWN_NAME)
        declared = header.descriptions.get(name)
        layout = _FORMAT.search(declared.get("Description", "")) if declared else None
        if layout is None:
            raise InputError(
                "its header declares no field of fasannot: it was not written by "
                "'fasannot annotate'",
                path=path,
            )
        names = [_renamed(name) for name in layout[1].strip().split("|")]
        for candidate in source.candidates():
            record = parse_record(candidate.line, candidate, path)
            fixed = (record.chrom, str(record.position), record.ref)
            entries = Info(record.info).get(name)
            for entry in entries.split(",") if entries is not None else ():
                found.append(_of_entry(path, fixed, names, entry, candidate))
        text = [line.decode("utf-8", "replace") for line in source.header]
    columns = frozenset(names)
    return Answers(path, "alleles", columns, tuple(found), _made_by(text), header.samples)


def _of_entry(
    path: str, fixed: tuple[str, str, str], names: Sequence[str], entry: str, where: object
) -> Answer:
    cells = entry.split("|")
    if len(cells) != len(names):
        raise InputError(
            f"an entry has {len(cells)} subfields and its header declares {len(names)}; the "
            "INFO field was changed by another program",
            path=path,
            where=where,
        )
    values = {
        name: "&".join(unquote(part) for part in cell.split("&"))
        for name, cell in zip(names, cells, strict=True)
    }
    return Answer(*fixed, values.get("Allele", ""), "", values)


def _made_by(lines: Sequence[str]) -> dict[str, str]:
    found = {}
    for line in lines:
        for prefix, key in _MADE_BY.items():
            if line.startswith(prefix):
                found[key] = line.removeprefix(prefix)
        if line.startswith(_EVIDENCE):
            inner = line.removeprefix(_EVIDENCE).rstrip(">")
            name = inner.partition("ID=")[2].partition(",")[0]
            release = re.search(r'Release="([^"]*)"', inner)
            digest = re.search(r"SHA256=([0-9a-f]+)", inner)
            found[f"evidence {name}"] = " ".join(
                part for part in (release and release[1], digest and digest[1][:12]) if part
            )
    return found


def _of_tsv(path: str, text: str) -> Answers:
    lines = text.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    else:
        raise InputError("its last line has no end: the file is cut short", path=path)
    head = 0
    while head < len(lines) and lines[head].startswith("##"):
        head += 1
    names = [_renamed(name) for name in lines[head].split("\t")] if head < len(lines) else []
    if {"PERSON", "CATEGORY"} <= set(names):
        kind, who = "people", "PERSON"
    elif {"SAMPLE", *_PLACE} <= set(names):
        kind, who = "samples", "SAMPLE"
    elif {"FLAGS", *_PLACE} <= set(names):
        kind, who = "alleles", ""
    else:
        raise InputError(
            "is no table of fasannot: its first line names neither CHROM POS REF ALT and FLAGS nor "
            "PERSON and CATEGORY",
            path=path,
        )
    found = []
    for number, line in enumerate(lines[head + 1 :], head + 2):
        cells = line.split("\t")
        if len(cells) != len(names):
            raise InputError(
                f"has {len(cells)} columns, expected {len(names)}",
                path=path,
                where=f"line {number}",
            )
        values = dict(zip(names, cells, strict=True))
        chrom, pos, ref, alt = (values.pop(name, "") for name in _PLACE)
        found.append(Answer(chrom, pos, ref, alt, values.pop(who, ""), values))
    columns = frozenset(names) - {*_PLACE, who}
    return Answers(path, kind, columns, tuple(found), _made_by(lines[:head]))


def _of_json(path: str, text: str) -> Answers:
    found: list[Answer] = []
    columns: set[str] = set()
    kinds = set()
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except ValueError as error:
            raise InputError(
                f"is no JSON ({error}); one object a line is expected",
                path=path,
                where=f"line {number}",
            ) from None
        kind, answers = _of_object(item)
        if not answers and kind != "people":
            raise InputError(
                "is no object of fasannot: it has neither chrom, pos, ref and alt nor person",
                path=path,
                where=f"line {number}",
            )
        kinds.add(kind)
        found.extend(answers)
        for answer in answers:
            columns |= answer.values.keys()
    if len(kinds) > 1:
        raise InputError("mixes alleles and people", path=path)
    return Answers(path, kinds.pop() if kinds else "alleles", frozenset(columns), tuple(found))


def _of_object(item: Any) -> tuple[str, list[Answer]]:
    if not isinstance(item, dict):
        return "alleles", []
    if "person" in item and "chrom" not in item:
        return "people", list(_of_person(item))
    if not {"chrom", "pos", "ref", "alt"} <= item.keys():
        return "alleles", []
    fixed = (str(item["chrom"]), str(item["pos"]), str(item["ref"]), str(item["alt"]))
    answers = []
    for transcript in (item, *(item.get("transcripts") or ())):
        values = {
            name: _cell(transcript[key]) for key, name in _JSON_NAMES.items() if key in transcript
        }
        if "assembly" in item:
            values["ASSEMBLY"] = str(item["assembly"])
        rules = transcript.get("evidence")
        known = (
            None
            if rules is None
            else tuple(dict.fromkeys(str(line["rule"]) for line in rules if "rule" in line))
        )
        answers.append(Answer(*fixed, "", values, known))
    return "alleles", answers


def _of_person(item: dict[str, Any]) -> Iterator[Answer]:
    """Yield the events of a person as the people table has them."""
    person = str(item["person"])
    events = item.get("events") or ()
    for event in events:
        reads = event.get("fractions") or ()
        partners = event.get("partners") or ()
        values = {
            "HGVSc": _cell(event.get("name")),
            "HGVSp": _cell(event.get("hgvs_p")),
            "FLAGS": _cell(event.get("flags")),
            "ORIGIN": _cell(event.get("origin")),
            "FRACTIONS": "&".join(f"{one['tissue']}={one['alt']}/{one['total']}" for one in reads),
            "PHASE": "&".join(_phase(one) for one in partners),
            "PARTNERS": "&".join(_cell(one.get("hgvs_c")) for one in partners),
            "INHERITANCE": _cell(event.get("inheritance")),
            "CATEGORY": _cell(event.get("category")),
            "NOTES": _cell(event.get("notes")),
        }
        points = event.get("points")
        if isinstance(points, dict):
            values |= {
                "POINTS": _cell(points.get("sum")),
                "CASE_CLASS": _cell(points.get("class")),
            }
        if item.get("criteria_2009"):
            values["CRITERIA_2009"] = _cell(item["criteria_2009"])
        yield Answer("", "", "", "", person, values)
    category = _cell(item.get("category"))
    lone = []
    if category == "undetermined" and not any(event.get("candidate") for event in events):
        lone = [one for one in item.get("segments") or () if one.get("covers_fas")]
    bare = dict.fromkeys(("HGVSc", "HGVSp", "ORIGIN", "FRACTIONS"), "")
    for one in lone:
        notes = f"loh_segment&segment={one.get('tissue', '')}"
        values = bare | {"FLAGS": "LOH", "CATEGORY": category, "NOTES": notes}
        yield Answer("", "", "", "", person, values)
    if not events and not lone:
        yield Answer("", "", "", "", person, bare | {"CATEGORY": category, "NOTES": "no_event"})


def _phase(partner: dict[str, Any]) -> str:
    known = _cell(partner.get("known_by"))
    return f"{_cell(partner.get('phase'))}({known})" if known else _cell(partner.get("phase"))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "&".join(_cell(one) for one in value)
    if isinstance(value, dict):
        if value.keys() == {"codon", "exon", "distance"}:
            return "/".join(_cell(value[key]) for key in ("codon", "exon", "distance"))
        return "&".join(f"{key}={_cell(one)}" for key, one in value.items())
    return str(value)
