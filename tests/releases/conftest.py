"""Waiting between two attempts at a server is left out."""

import pytest


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fasannot.files.download.time.sleep", lambda _: None)
