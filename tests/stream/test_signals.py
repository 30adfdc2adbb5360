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


def test_a_signal_that_waits_while_another_is_answered_says_nothing():
    code = (
        "import os, signal\n"
        "from fasannot import __main__ as edge\n"
        "both = {signal.SIGINT, signal.SIGTERM}\n"
        "for number in both:\n"
        "    signal.signal(number, edge._stop)\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, both)\n"
        "for number in both:\n"
        "    os.kill(os.getpid(), number)\n"
        "try:\n"
        "    signal.pthread_sigmask(signal.SIG_UNBLOCK, both)\n"
        "except BaseException as end:\n"
        "    print(type(end).__name__)\n"
        "for number in both:\n"
        "    os.kill(os.getpid(), number)\n"
        "print('tidied up')\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n", 1) == ["KeyboardInterrupt", "tidied up\n"]
    assert ran.stderr == ""
