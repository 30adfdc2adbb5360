"""What a type checker says of code that uses fasannot: README's example passes, slips do not."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SLIPS = {
    "a name the module lacks": "import fasannot\nfasannot.nothing\n",
    "a misspelt function": "import fasannot\nfasannot.anotate('chr10', 1, 'A', 'C')\n",
    "a misspelt attribute": (
        "import fasannot\none = fasannot.annotate('chr10', 1, 'A', 'C', assembly='GRCh38')\n"
        "assert one is not None\nprint(one.hgvs_d)\n"
    ),
    "a position as text": "import fasannot\nfasannot.annotate('chr10', '1', 'A', 'C')\n",
}
RIGHT = (
    "import fasannot\none = fasannot.annotate('chr10', 1, 'A', 'C', assembly='GRCh38')\n"
    "if one is not None and fasannot.Flag.LOF in one.flags:\n    print(hash(one), one.hgvs_c)\n"
)


def example() -> str:
    (body,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return body


def checked(command: list[str], code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = folder / "user.py"
    path.write_text(code)
    return subprocess.run(
        [*command, str(path)], capture_output=True, text=True, cwd=ROOT, check=False
    )


def mypy(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    pytest.importorskip("mypy")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        "--follow-imports=silent",
    ]
    return checked(command, code, folder)


def test_the_readme_example_passes_mypy(tmp_path):
    done = mypy(example() + RIGHT, tmp_path)
    assert done.returncode == 0, done.stdout


def test_mypy_finds_every_slip(tmp_path):
    code = "\n".join(SLIPS.values())
    done = mypy(code, tmp_path)
    assert done.returncode == 1
    lines = {int(number) for number in re.findall(r"user\.py:(\d+): error", done.stdout)}
    starts, line = [], 1
    for text in SLIPS.values():
        starts.append((line, line + text.count("\n")))
        line += text.count("\n") + 1
    for (name, _), (first, last) in zip(SLIPS.items(), starts, strict=True):
        assert any(first <= number <= last for number in lines), f"{name}: {done.stdout}"


@pytest.mark.engines
@pytest.mark.parametrize("name", ["readme", *SLIPS])
def test_pyright_agrees(name, tmp_path):
    if shutil.which("pyright") is None:
        pytest.skip("pyright is not installed")
    code = example() + RIGHT if name == "readme" else SLIPS[name]
    done = checked(["pyright", "--pythonpath", sys.executable], code, tmp_path)
    assert (done.returncode == 0) == (name == "readme"), done.stdout
