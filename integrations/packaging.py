"""A bioconda recipe and a Containerfile."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from fasannot._version import __version__
from integrations.options import HOME, NOT_A_DIAGNOSIS, SUMMARY

ROOT = Path(__file__).resolve().parents[1]
# Names that differ between PyPI and conda-forge.
_CONDA_NAMES = {"isal": "python-isal"}


def project() -> dict[str, Any]:
    """Return the ``project`` table of ``pyproject.toml``."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        found: dict[str, Any] = tomllib.load(file)["project"]
    return found


def recipe(digest: str = "") -> str:
    """Return the bioconda recipe.

    Args:
        digest: SHA-256 of the released sdist; left open until there is one.
    """
    facts = project()
    run = []
    for requirement in facts["dependencies"]:
        match = re.fullmatch(r"([A-Za-z0-9_-]+)(.*)", requirement)
        assert match is not None, requirement
        run.append(f"    - {_CONDA_NAMES.get(match[1], match[1])} {match[2]}".rstrip())
    listed = "\n".join(run)
    digest_line = digest or "FILL_IN_AT_RELEASE  # python -m integrations --sdist dist/*.tar.gz"
    python = facts["requires-python"]
    return f"""{{% set name = "fasannot" %}}
{{% set version = "{__version__}" %}}

# Made by `python -m integrations` from pyproject.toml; do not edit.
package:
  name: {{{{ name }}}}
  version: {{{{ version }}}}

source:
  url: https://pypi.org/packages/source/f/fasannot/fasannot-{{{{ version }}}}.tar.gz
  sha256: {digest_line}

build:
  number: 0
  noarch: python
  script: {{{{ PYTHON }}}} -m pip install . -vvv --no-deps --no-build-isolation
  entry_points:
    - fasannot = fasannot.__main__:run
  run_exports:
    - {{{{ pin_subpackage(name, max_pin="x.x") }}}}

requirements:
  host:
    - python {python}
    - pip
    - hatchling >=1.24
  run:
    - python {python}
{listed}

test:
  imports:
    - fasannot
  commands:
    - fasannot --version
    - fasannot explain R250P

about:
  home: {HOME}
  license: MIT
  license_family: MIT
  license_file: LICENSE
  summary: {SUMMARY}
  description: {SUMMARY}. {NOT_A_DIAGNOSIS}

extra:
  recipe-maintainers:
    - fasannot
"""


def containerfile() -> str:
    """Return the Containerfile."""
    return f"""# Made by `python -m integrations`; do not edit.
# In a checkout: podman build -f integrations/container/Containerfile -t fasannot:{__version__} .
FROM docker.io/library/python:3.12-slim-bookworm AS build
ARG SOURCE_DATE_EPOCH=0
WORKDIR /source
COPY . .
RUN python -m pip install --no-cache-dir build==1.2.2 \\
    && python -m build --wheel --outdir /wheels .

FROM docker.io/library/python:3.12-slim-bookworm
LABEL org.opencontainers.image.title="fasannot" \\
      org.opencontainers.image.version="{__version__}" \\
      org.opencontainers.image.licenses="MIT" \\
      org.opencontainers.image.description="{SUMMARY}"
COPY --from=build /wheels /wheels
# procps: workflow engines measure jobs with ps; its version is that of the base image's Debian.
# hadolint ignore=DL3008
RUN apt-get update \\
    && apt-get install --yes --no-install-recommends procps \\
    && rm -rf /var/lib/apt/lists/* \\
    && python -m pip install --no-cache-dir "$(ls /wheels/*.whl)[cohort]" \\
    && rm -rf /wheels \\
    && useradd --create-home --uid 1000 fasannot
USER 1000
WORKDIR /data
# No entry point: workflow engines start a shell of their own.
CMD ["fasannot", "--help"]
"""


def files() -> dict[str, str]:
    """Return the files by place."""
    return {"bioconda/meta.yaml": recipe(), "container/Containerfile": containerfile()}
