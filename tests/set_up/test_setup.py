"""`.ci/setup`, on packages made here: uv does it where it can, pip where not, and a killed one is begun anew."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.set_up import wheels

UV = version("uv")
PYPROJECT = """\
[project]
name = "c9lib"
version = "1.0"
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""
TINY = {"tiny/__init__.py": b"whole = True\n", "tiny/tests/test_tiny.py": b"", "tiny/old.py": b"print 'Python 2'\n"}


class Clone:
    """A project that is like a clone of ours: its set-up, two pins, one package."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.packages = folder, folder / "packages"
        self.options: dict[str, str] = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.packages)}

    def start(self) -> subprocess.Popen[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
        told = {"PIP_CONFIG_FILE": os.devnull, "PYTHON": sys.executable, "UV_CACHE_DIR": str(self.folder / "cache")}
        return subprocess.Popen(
            [self.folder / ".ci/setup", "requirements.txt"],
            env=kept | told | self.options,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def set_up(self) -> tuple[int, str]:
        """Exit code, and what it said."""
        with self.start() as process:
            said = process.communicate(timeout=100)[0]
        return process.returncode, said

    def stamped(self) -> bool:
        return (self.folder / ".venv/.runtime").exists()

    def site_packages(self) -> Path:
        (found,) = self.folder.glob(".venv/lib/python*/site-packages")
        return found

    def installer(self, name: str) -> str:
        """Who has installed a package: each installer signs."""
        (signed,) = self.site_packages().glob(f"{name}-*.dist-info/INSTALLER")
        return signed.read_text().strip()

    def python(self, code: str) -> str:
        python = self.folder / ".venv/bin/python"
        return subprocess.run([python, "-c", code], cwd="/", capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="module")
def bare(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """With an environment in which nothing is installed yet."""
    folder = tmp_path_factory.mktemp("set-up") / "bare"
    shutil.copytree(project / ".ci", folder / ".ci", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "c9lib").mkdir()
    (folder / "c9lib/__init__.py").touch()
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "requirements.txt").write_text(f"tiny==1.0\nuv=={UV}\n")
    shutil.copy(wheels.__file__, folder / "backend.py")
    (folder / "packages").mkdir()
    wheels.wheel(folder / "packages", "tiny", "1.0", TINY)
    subprocess.run([sys.executable, "-m", "venv", folder / ".venv"], check=True)
    (folder / ".venv/.runtime").touch()
    yield Clone(folder)
    shutil.rmtree(folder)


@pytest.fixture
def clone(bare: Clone, tmp_path: Path) -> Iterator[Clone]:
    shutil.copytree(bare.folder, tmp_path / "clone", symlinks=True)
    yield Clone(tmp_path / "clone")
    shutil.rmtree(tmp_path / "clone")  # pip is some thousand files, in which tests/secrets needn't look


@pytest.fixture
def uv(clone: Clone) -> Callable[[bytes], None]:
    """Puts this program among the packages, under the name uv."""

    def put(program: bytes) -> None:
        wheels.wheel(clone.packages, "uv", UV, wheels.script("uv", UV, program))

    return put


@pytest.fixture(scope="module")
def real_uv() -> bytes:
    """A program that is the uv of these tests."""
    return f'#!/bin/sh\nexec {shlex.quote(str(Path(sys.executable).parent / "uv"))} "$@"\n'.encode()


def test_uv_installs_what_pip_would_from_where_pip_would(clone, uv, real_uv):
    uv(real_uv)
    code, said = clone.set_up()
    assert code == 0, said
    assert clone.installer("tiny") == "uv", said
    assert clone.python("import c9lib, tiny; print(c9lib.__file__)") == str(clone.folder / "c9lib/__init__.py")
    assert clone.stamped()
    compiled = {path.name.partition(".")[0] for path in clone.site_packages().glob("tiny/**/*.pyc")}
    assert compiled == {"__init__"}, "what no one imports, and what doesn't compile, isn't"


@pytest.mark.parametrize(
    ("program", "options", "word"),
    [
        (None, {}, "uv isn't to be had here; pip goes on"),
        (b"#!/bin/sh\necho no such index >&2\nexit 2\n", {}, "no such index\nuv failed"),
        (b"#!/bin/sh\nexit 9\n", {"PIP_IGNORE_INSTALLED": "1"}, "ignore-installed = '1', which uv can't be told"),
    ],
    ids=["not to be had", "fails", "can't be told"],
)
def test_pip_goes_on_where_uv_does_not(program, options, word, clone, uv):
    if program:
        uv(program)
    clone.options |= options
    code, said = clone.set_up()
    assert code == 0, said
    assert word in said
    assert clone.installer("tiny") == "pip"
    assert clone.python("import c9lib, tiny; print(tiny.whole)") == "True"
    assert clone.stamped()


def test_a_set_up_that_fails_says_why_and_what_to_do_and_is_not_taken_for_one(clone):
    (clone.packages / "tiny-1.0-py3-none-any.whl").unlink()
    code, said = clone.set_up()
    assert code == 1
    assert "No matching distribution found for tiny==1.0" in said
    assert "Set-up failed; pip says why above. Without a network, point pip at your mirror" in said
    assert not clone.stamped()


def test_one_that_was_killed_is_begun_anew(clone):
    with clone.start() as process:
        assert process.stdout
        assert "Installing" in process.stdout.readline()
        os.killpg(process.pid, signal.SIGKILL)
    assert not clone.stamped(), "make would take it for done"
    # What pip leaves when it is killed while it upgrades: the package is there by its name alone.
    left = clone.site_packages() / "tiny-1.0.dist-info"
    left.mkdir(exist_ok=True)
    (left / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
    code, said = clone.set_up()
    assert code == 0, said
    assert "Setting up .venv/" in said
    assert clone.python("import tiny; print(tiny.whole)") == "True"
    assert clone.stamped()


def test_without_a_python_that_fits_it_says_what_to_do(clone):
    (clone.folder / ".venv/.runtime").unlink()
    clone.options["PYTHON"] = "no-such-python"
    code, said = clone.set_up()
    assert code == 1
    assert "found none in PYTHON=no-such-python" in said
    assert "make setup PYTHON=" in said
