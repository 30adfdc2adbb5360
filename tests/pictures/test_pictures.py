"""The pictures of README and docs are those of the program as it is."""

from tests.pictures.__main__ import FOLDER, PICTURES, digests, held


def test_no_picture_is_stale():
    now, then = digests(), held()
    stale = [name for name in PICTURES if now[name] != then.get(name)]
    assert not stale, f"run python -m tests.pictures ({', '.join(stale)})"


def test_every_picture_is_there_and_small():
    for name in PICTURES:
        assert 1_000 < (FOLDER / name).stat().st_size < 400_000
