"""Every flag is told in words wherever flags are shown."""

from fasannot.rules.flags import Flag
from fasannot.wording.phrases import FLAG_MEANINGS


def test_every_flag_has_words():
    assert set(FLAG_MEANINGS) == set(Flag)
