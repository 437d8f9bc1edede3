"""The clone as a whole: what is in it, what must not be, and the linters with their rules in pyproject.toml."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from c9lib import __version__
from c9lib.parameters import readme_table

# `[.]` and the like, so that this file is not the first to be found.
FORBIDDEN = {
    # Terminals of a Cloud9 instance keep something in /tmp/tmux-…: that is AWS's path.
    "a path of one machine": (
        r"(?<![\w.$}-])/(?:work|farm|root|tmp(?!/tmux-)|Users|home/(?!ec2-user|ubuntu|ssm-user)[\w.-]+)/"
    ),
    "the host of a package registry": (
        r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|anaconda[.](?:com|org)|//[\w.-]+/simple/"
    ),
    "where a package index is": r"--(?:extra-)?index-url\s|--find-links\s|--trusted-host\s",
}
LONGEST_FILE = 400


@pytest.fixture(scope="module")
def files(project: Path) -> list[Path]:
    """What git knows or would add. Without git (an archive), what isn't made by set-up or a run."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=project,
        capture_output=True,
        text=True,
    )
    if listed.returncode == 0:
        names = [Path(name) for name in listed.stdout.split("\0") if name]
    else:
        made = {".venv", "runs", "__pycache__", ".ipynb_checkpoints"}
        names = [path.relative_to(project) for path in project.rglob("*") if not made & set(path.parts)]
    return sorted(project / name for name in names if (project / name).is_file())


@pytest.fixture(scope="module")
def python_files(files: list[Path]) -> list[Path]:
    return [path for path in files if path.suffix == ".py"]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what, files, project):
    found = []
    for path in files:
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += [f"{path.relative_to(project)}: {hit.group()!r}" for hit in re.finditer(FORBIDDEN[what], text)]
    assert not found, f"{what} is nobody else's business:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a path of one machine", 'open("/root' + '/x")'),
        ("a path of one machine", "cd /home/" + "somebody/clone"),
        ("the host of a package registry", "https://pypi" + ".org/simple/"),
        ("the host of a package registry", "https://mirror.example" + "/simple/"),
        ("where a package index is", "--extra-index" + "-url https://x"),
    ],
)
def test_the_patterns_find_what_they_are_for(what, text):
    assert re.search(FORBIDDEN[what], text)


@pytest.mark.parametrize(
    "name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "environment.yml", "docs/architecture.md"]
)
def test_the_file_is_there(name, project):
    assert (project / name).stat().st_size > 200


def test_the_changelog_knows_this_version(project):
    headings = re.findall(r"^## .*$", (project / "CHANGELOG.md").read_text(), flags=re.MULTILINE)
    assert any(__version__ in heading or "Unreleased" in heading for heading in headings)


def test_every_python_file_says_what_it_is_for(python_files, project):
    silent = [
        str(path.relative_to(project)) for path in python_files if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent, "no docstring at the top"


def test_no_python_file_is_long(python_files, project):
    lines = {str(path.relative_to(project)): len(path.read_text().splitlines()) for path in python_files}
    assert not {path: count for path, count in lines.items() if count > LONGEST_FILE}, "one idea per file"


def test_every_room_stands_in_the_architecture(project):
    rooms = {path.parent.name for path in (project / "c9lib").glob("*/__init__.py")}
    page = (project / "docs/architecture.md").read_text()
    named = set(re.findall(r"^\| `(\w+)/?` \|", page, flags=re.MULTILINE))
    assert rooms | {"errors"} == named


@pytest.mark.parametrize(
    "linter",
    [
        "ruff check --quiet --output-format=concise",
        "ruff format --check --quiet --output-format=concise",
        "mypy",
        "lint-imports --no-logo",
    ],
    ids=lambda line: line.partition(" --")[0],
)
def test_linter(linter, project):
    name, *arguments = linter.split()
    ended = subprocess.run(
        [Path(sys.executable).parent / name, *arguments], cwd=project, capture_output=True, text=True
    )
    assert ended.returncode == 0, f"{linter}\n{ended.stdout}{ended.stderr}"


def test_make_without_a_target_lists_them_all(project):
    shown = subprocess.run(["make"], cwd=project, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"make (\w+) ", shown) == [
        "help",
        "setup",
        "run",
        "test",
        "whole",
        "crashes",
        "faults",
        "least",
        "lab",
        "format",
        "lock",
        "clean",
    ]


def test_the_readme_lists_the_parameters(project: Path) -> None:
    readme = (project / "README.md").read_text(encoding="utf-8")
    listed = readme.partition("<!-- parameters -->")[2].partition("<!-- /parameters -->")[0]
    assert listed.strip() == readme_table().strip()


def test_the_pictures_of_the_readme_are_there(project: Path) -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (project / "README.md").read_text(encoding="utf-8"))
    assert pictures
    assert all((project / picture).exists() for picture in pictures)
