"""Outputs appear whole or not at all."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pysam
import pytest

from fasannot.errors import InputError
from fasannot.files.candidates import OutputKind
from fasannot.files.opening import open_sink, open_source
from fasannot.files.paths import check_paths
from tests.stream.support import SELECTION, bgzf, gunzipped, record, reference_rewrite, rewrite, vcf

TEXT = vcf(*[record("chr10", 1000 + at) for at in range(200)])


@pytest.fixture
def source_path(tmp_path):
    path = tmp_path / "in.vcf"
    path.write_bytes(TEXT)
    return path


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("kind", OutputKind)
def test_a_failure_leaves_the_old_file_and_nothing_else(source_path, tmp_path, kind):
    output = tmp_path / "out"
    output.write_bytes(b"old")

    def fail(candidate):
        if b"\t1100\t" in candidate.line:
            raise RuntimeError("stop")
        return candidate.line

    with pytest.raises(RuntimeError, match="stop"):
        rewrite(source_path, output, kind, edit=fail)
    assert output.read_bytes() == b"old"
    assert names(tmp_path) == ["in.vcf", "out"]


def test_the_old_file_is_replaced_only_at_the_end(tmp_path):
    output = tmp_path / "out"
    output.write_bytes(b"old")
    with open_sink(str(output)) as sink:
        sink.write(b"new" * 1_000_000)
        sink.flush()
        assert output.read_bytes() == b"old"
    assert output.read_bytes() == b"new" * 1_000_000
    assert names(tmp_path) == ["out"]


def test_the_mode_is_what_umask_gives(tmp_path):
    old = os.umask(0o027)
    try:
        with open_sink(str(tmp_path / "out")) as sink:
            sink.write(b"x")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o640


def test_a_replaced_file_keeps_its_mode(tmp_path):
    (tmp_path / "out").write_bytes(b"secret")
    (tmp_path / "out").chmod(0o600)
    with open_sink(str(tmp_path / "out")) as sink:
        sink.write(b"x")
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o600


def test_a_symbolic_link_stays_and_its_target_is_replaced(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("deep/real")
    with open_sink(str(tmp_path / "link")) as sink:
        sink.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "deep/real").read_bytes() == b"new"
    assert names(tmp_path / "deep") == ["real"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none/out", "folder .*none does not exist"),
        (".", "is a directory"),
        ("in.vcf/x", "Not a dir"),
    ],
)
def test_places_that_cannot_be_written(source_path, tmp_path, name, message):
    with pytest.raises(InputError, match=message) as caught:
        open_sink(str(tmp_path / name))
    assert str(tmp_path / name) in str(caught.value)
    assert names(tmp_path) == ["in.vcf"]


def test_a_device_is_written_directly(source_path):
    with open_source(str(source_path), SELECTION) as source, open_sink("/dev/null") as sink:
        source.rewrite(sink, source.header, lambda candidate: candidate.line)
    assert Path("/dev/null").is_char_device()


def test_a_full_disk_is_said(source_path):
    for kind in OutputKind:
        with (
            pytest.raises(InputError, match="no space left on the disk"),
            open_source(str(source_path), SELECTION) as source,
            open_sink("/dev/full", kind) as sink,
        ):
            source.rewrite(sink, source.header, lambda candidate: candidate.line)


def test_an_output_is_no_input_under_any_name(tmp_path, source_path):
    (tmp_path / "soft").symlink_to(source_path)
    (tmp_path / "hard").hardlink_to(source_path)
    for name in ("in.vcf", "soft", "hard", "../" + tmp_path.name + "/in.vcf"):
        with pytest.raises(InputError, match="same file"):
            check_paths([str(source_path)], [str(tmp_path / name)])
    check_paths([str(source_path)], [str(tmp_path / "other"), None])
    check_paths(["/dev/null"], ["/dev/null", "/dev/null"])


@pytest.mark.parametrize("kind", [OutputKind.BGZF, OutputKind.BCF])
def test_an_index_appears_with_its_file(tmp_path, kind):
    path, output = tmp_path / "in.vcf", tmp_path / "out"
    path.write_bytes(TEXT)
    with (
        open_source(str(path), SELECTION) as source,
        open_sink(str(output), kind, write_index=True) as sink,
    ):
        source.rewrite(sink, source.header, lambda candidate: candidate.line)
    assert names(tmp_path) == ["in.vcf", "out", "out.csi"]
    assert (tmp_path / "out.csi").stat().st_mtime_ns >= output.stat().st_mtime_ns
    with pysam.VariantFile(str(output)) as records:
        assert len(list(records.fetch("chr10", 1049, 1051))) == 2


def test_unsorted_records_with_an_index_asked_for_write_nothing(tmp_path):
    path, output = tmp_path / "in.vcf", tmp_path / "out"
    path.write_bytes(vcf(record("chr10", 1050), record("chr10", 1000)))
    output.write_bytes(b"old")
    with (
        pytest.raises(InputError, match="sorted"),
        open_source(str(path), SELECTION) as source,
        open_sink(str(output), OutputKind.BGZF, write_index=True) as sink,
    ):
        source.rewrite(sink, source.header, lambda candidate: candidate.line)
    assert names(tmp_path) == ["in.vcf", "out"]
    assert output.read_bytes() == b"old"


@pytest.mark.parametrize("kind", [OutputKind.TEXT, OutputKind.BCF_UNCOMPRESSED])
def test_an_index_needs_bgzip(tmp_path, kind):
    with pytest.raises(InputError, match="an index needs"):
        open_sink(str(tmp_path / "out"), kind, write_index=True)
    assert names(tmp_path) == []


@pytest.mark.parametrize("kind", [OutputKind.BCF, OutputKind.BCF_UNCOMPRESSED])
def test_columns_that_bcf_cannot_hold_are_refused(tmp_path, kind):
    output = tmp_path / "out"
    text = vcf(record("chr10", 1050, more="\tGT\t0/1"), final=False)
    with (
        pytest.raises(InputError, match=r"chr10:1050.* has 10 columns and the header 8"),
        open_sink(str(output), kind) as sink,
    ):
        sink.write(text)


@pytest.mark.parametrize("kind", [OutputKind.BCF, OutputKind.BCF_UNCOMPRESSED])
def test_text_that_bcf_cannot_hold_is_refused(tmp_path, kind):
    path, output = tmp_path / "in.vcf", tmp_path / "out"
    path.write_bytes(vcf(record("chr10", 1050), record("chr11", 1060)))
    with pytest.raises(InputError, match=r"htslib cannot pack a record .*chr11:1060"):
        rewrite(path, output, kind, edit=lambda candidate: candidate.line)
    assert names(tmp_path) == ["in.vcf"]


SLOW_WRITER = """
    import sys, time
    from fasannot.files.candidates import OutputKind
    from fasannot.files.opening import open_sink, open_source
    from tests.stream.support import SELECTION
    def edit(candidate):
        if b"1100" in candidate.line:
            print("half", flush=True)
            time.sleep(60)
        return candidate.line
    with open_source(sys.argv[1], SELECTION) as source:
        with open_sink(sys.argv[2], OutputKind(sys.argv[3])) as sink:
            source.rewrite(sink, source.header, edit)
"""


def run(code, *arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        **options,
    )


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("kind", ["v", "z"])
def test_killed_in_mid_write(source_path, tmp_path, number, kind):
    output = tmp_path / "out"
    output.write_bytes(b"old")
    with run(SLOW_WRITER, source_path, output, kind) as process:
        assert process.stdout.readline() == b"half\n"
        process.send_signal(number)
        process.communicate()
    assert output.read_bytes() == b"old"
    if number == signal.SIGINT:
        assert names(tmp_path) == ["in.vcf", "out"]
    else:
        assert len([name for name in names(tmp_path) if name.startswith(".out.")]) == 1


def test_a_file_size_limit_is_an_error(tmp_path):
    path, output = tmp_path / "in.vcf", tmp_path / "out"
    path.write_bytes(vcf(*[record("chr9", at) for at in range(1, 200_000)]))
    code = """
        import resource, signal, sys
        from fasannot.errors import InputError
        from tests.stream.support import rewrite
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            rewrite(sys.argv[1], sys.argv[2])
        except InputError as error:
            print(error)
    """
    with run(code, path, output) as process:
        said, trouble = process.communicate()
    assert b"larger than the limit" in said, trouble
    assert names(tmp_path) == ["in.vcf"]


@pytest.mark.parametrize("kind", ["v", "z", "b", "u"])
def test_a_closed_pipe_is_a_broken_pipe_error(tmp_path, kind):
    path = tmp_path / "in.vcf"
    path.write_bytes(vcf(*[record("chr10", 10_000 + at) for at in range(400_000)]))
    code = """
        import sys
        from fasannot.files.candidates import OutputKind
        from tests.stream.support import SELECTION, open_sink, open_source
        try:
            with open_source(sys.argv[1], SELECTION) as source:
                with open_sink(None, OutputKind(sys.argv[2])) as sink:
                    source.rewrite(sink, source.header, lambda candidate: candidate.line)
        except BrokenPipeError:
            sys.stderr.write("quiet")
    """
    with run(code, path, kind) as process:
        process.stdout.read(1000)
        process.stdout.close()
        assert process.stderr.read() == b"quiet"


def test_output_of_a_pipe_comes_as_the_input_does(tmp_path):
    code = """
        from fasannot.files.opening import open_sink, open_source
        from tests.stream.support import SELECTION, mark
        with open_source("-", SELECTION) as source, open_sink("-") as sink:
            source.rewrite(sink, source.header, mark)
    """
    many = vcf(*[record("chr9", at) for at in range(1, 40_000)])
    last = record("chr10", 1050) + b"\n"
    with run(code, stdin=subprocess.PIPE) as process:
        feeder = threading.Thread(target=process.stdin.write, args=(many,))
        feeder.start()
        assert process.stdout.read(100_000) == many[:100_000]
        taker = threading.Thread(target=lambda: rest.append(process.stdout.read()))
        rest = []
        taker.start()
        feeder.join()
        process.stdin.write(last)
        process.stdin.close()
        taker.join()
        assert rest[0] == many[100_000:] + reference_rewrite(last)
        assert process.wait() == 0


@pytest.mark.parametrize("kind", ["v", "b"])
def test_interrupted_while_a_pipe_is_silent(kind):
    code = """
        import sys
        from fasannot.files.candidates import OutputKind
        from fasannot.files.opening import open_sink, open_source
        from tests.stream.support import SELECTION, mark
        try:
            with open_source("-", SELECTION) as source:
                with open_sink("-", OutputKind(sys.argv[1])) as sink:
                    print("ready", file=sys.stderr, flush=True)
                    source.rewrite(sink, source.header, lambda candidate: candidate.line)
        except KeyboardInterrupt:
            sys.exit(130)
    """
    text = vcf(*[record("chr10", 10_000, "A" * 99) for _ in range(50_000)])
    data = bgzf(text, eof=False)
    assert len(data) < 60_000  # fits into a pipe, whoever reads
    with run(code, kind, stdin=subprocess.PIPE) as process:
        process.stdin.write(data)
        process.stdin.flush()
        assert process.stderr.readline() == b"ready\n"
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == 130


def test_memory_does_not_grow_with_the_file(tmp_path):
    code = """
        import resource, sys
        from fasannot.files.candidates import OutputKind
        from tests.stream.support import rewrite
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with open(sys.argv[2], "wb"): pass
        from tests.stream.support import SELECTION, open_sink, open_source
        for kind in "vz":
            with open_source(sys.argv[1], SELECTION, threads=2) as source:
                with open_sink("/dev/null", OutputKind(kind), threads=2) as sink:
                    source.rewrite(sink, source.header, lambda candidate: candidate.line)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """
    text = vcf(*[record("chr9", at, info="X=" + "y" * 1000) for at in range(1, 100_000)])
    for name, data in (("a.vcf", text), ("a.vcf.gz", bgzf(text))):
        path = tmp_path / name
        path.write_bytes(data)
        with run(code, path, tmp_path / "out") as process:
            said, trouble = process.communicate()
        assert int(said) < 40_000, trouble  # KiB, of a text of 100 MB


def test_a_file_that_changes_meanwhile_is_an_error(source_path):
    with open_source(str(source_path), SELECTION) as source:
        time.sleep(0.01)
        with source_path.open("ab") as file:
            file.write(record("chr10", 1050) + b"\n")
        with pytest.raises(InputError, match="changed while"):
            list(source.candidates())


def test_text_is_packed_in_bgzip_blocks_that_htslib_reads(source_path, tmp_path):
    data = rewrite(source_path, tmp_path / "out.vcf.gz", OutputKind.BGZF)
    assert gunzipped(data) == reference_rewrite(TEXT)
    assert pysam.tabix_index(str(tmp_path / "out.vcf.gz"), preset="vcf")
