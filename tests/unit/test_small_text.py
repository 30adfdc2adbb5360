"""Small files that people write are read whole or not at all."""

import pytest

from fasannot.errors import InputError
from fasannot.files.small_text import small_text
from fasannot.people.case import read_case
from fasannot.people.families import read_families
from fasannot.people.sheet import read_sheet


def test_a_byte_order_mark_is_read_over(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"\xef\xbb\xbfa\tb\n")
    assert small_text(str(path), "a list") == "a\tb\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a\tb\nc\0\td\n", "line 2: NUL byte in a .* the file is damaged"),
        (b"\xff\xfea\0", "not UTF-8 text"),
        (None, "No such file"),
    ],
)
@pytest.mark.parametrize("read", [read_families, read_sheet, lambda path: read_case(path, ())])
def test_damage(tmp_path, content, words, read):
    path = tmp_path / "x"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=words):
        read(str(path))
