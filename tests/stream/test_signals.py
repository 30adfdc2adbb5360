"""A run that is told to end while it packs BCF ends at once and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.support import vcf


@pytest.mark.parametrize(("signum", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
@pytest.mark.parametrize("kind", ["z", "b", "u"])
def test_a_signal_ends_packing(tmp_path, kind, signum, code):
    fifo, target = tmp_path / "in.vcf", tmp_path / "out"
    target.write_bytes(b"the old file")
    os.mkfifo(fifo)
    command = [sys.executable, "-m", "fasannot", "annotate", str(fifo), "-O", kind, "-q"]
    process = subprocess.Popen([*command, "-o", str(target)], stderr=subprocess.PIPE)
    with fifo.open("w") as feed:
        feed.write(vcf([(100, "A", "T")] * 20_000))
        feed.flush()
        time.sleep(1)
        process.send_signal(signum)
        _, said = process.communicate(timeout=30)
    assert process.returncode == code, said
    assert b"Traceback" not in said
    assert target.read_bytes() == b"the old file"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.vcf", "out"]
