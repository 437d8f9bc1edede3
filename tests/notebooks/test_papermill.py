"""Each notebook runs alone, by plain papermill, in sequence, with no server started by hand; and its help is a help."""

from __future__ import annotations

import os
import subprocess
import sys

import nbformat
import pytest
from click.testing import CliRunner
from papermill.cli import papermill as papermill_command

from c9lib.parameters import options
from tests.notebooks.shelf import FILES


def papermill(project, home, *words):
    return subprocess.run(
        [sys.executable, "-m", "papermill", *map(str, words)],
        cwd=project,
        env={**os.environ, "C9LIB_HOME": str(home)},
        capture_output=True,
        text=True,
    )


def test_one_after_another_as_the_documentation_says(project, tmp_path):
    """Each is a process of its own, and finds what the one before has made; out of turn it says what it lacks."""

    def run(file):
        return papermill(project, tmp_path, f"notebooks/{file}", tmp_path / file, "-f", "parameters/simulated.yaml")

    role, profile = FILES[1:3]
    early = run(profile)
    assert early.returncode == 1
    assert "RefusedError: Step profile is refused; nothing was changed." in early.stderr
    assert "AWSCloud9SSMAccessRole" in early.stderr
    for file in (role, profile):
        ended = run(file)
        assert ended.returncode == 0, ended.stderr[-3000:]
    checks = shown(tmp_path / profile, "profile-verify")
    assert "profile.role" in checks
    assert checks.count("✔ ok") == 3


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("-p", "regoin", "us-east-1"), ("regoin", "region")),
        (("-p", "automatic_stop_minutes", "20161"), ("automatic_stop_minutes", "20160")),
        (("-p", "target", "aws"), ("account_id",)),
    ],
)
def test_a_wrong_parameter_is_refused_before_anything_is_called(project, tmp_path, given, words):
    out = tmp_path / "out.ipynb"
    ended = papermill(project, tmp_path / "home", "notebooks/01-create-role.ipynb", out, *given)
    assert ended.returncode == 1
    assert "ParameterError" in ended.stderr
    assert all(word in ended.stderr for word in words)
    assert not (tmp_path / "home").exists(), "a simulated account was started for parameters that are wrong"


@pytest.mark.parametrize("file", FILES)
def test_the_help_explains_every_parameter(project, file):
    """papermill's own command, in this process: a process for each would take most of the time of these tests."""
    ended = CliRunner().invoke(papermill_command, ["--help-notebook", str(project / "notebooks" / file)])
    assert ended.exit_code == 0, ended.output
    told = " ".join(ended.output.split())
    for option in options():
        assert f"{option.name}: {option.type}" in told
        assert " ".join(option.help.split()) in told


def shown(path, cell_id):
    """The text of a cell's outputs."""
    notebook = nbformat.read(path, as_version=4)
    outputs = next(cell for cell in notebook.cells if cell.id == cell_id).outputs
    return "\n".join(output["data"]["text/plain"] for output in outputs if "data" in output)
