"""The extra names what the exports import, each with a lowest version that was tried."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from itertools import zip_longest

import pytest

from tests.pipelines.engines import ROOT

WANTED = {"phenopackets", "ga4gh.va-spec"}


def needs() -> dict[str, str]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        extras = tomllib.load(file)["project"]["optional-dependencies"]
    found = [re.fullmatch(r"([\w.-]+)>=([\d.]+)", need) for need in extras["export"]]
    assert all(found), extras["export"]
    return {match[1]: match[2] for match in found}


def test_the_extra_names_each_library_with_a_lower_bound():
    assert set(needs()) == WANTED


@pytest.mark.parametrize("name", sorted(WANTED))
def test_the_installed_version_is_not_below_it(name):
    numbers = [
        [int(part) for part in re.findall(r"\d+", text)] for text in (version(name), needs()[name])
    ]
    pairs = list(zip_longest(*numbers, fillvalue=0))
    assert [own for own, _ in pairs] >= [least for _, least in pairs]
