"""Every flag is told in words wherever flags are shown."""

from fasannot.rules.flags import Flag
from fasannot.wording.phrases import flag_meaning


def test_every_flag_has_words():
    words = [flag_meaning(flag) for flag in Flag]
    assert len(set(words)) == len(words)
    assert "230-314" in flag_meaning(Flag.DEATH_DOMAIN)
