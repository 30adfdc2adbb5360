"""The picture in the docs is that of the code."""

from tests.architecture.picture import PICTURE, arrows, drawn, rooms


def test_the_picture_is_not_stale():
    assert PICTURE.read_text(encoding="utf-8") == drawn(), "run python -m tests.architecture"


def test_arrows_lead_down():
    place = {room: number for number, room in enumerate(rooms())}
    assert all(place[other] < place[room] for room, others in arrows().items() for other in others)
