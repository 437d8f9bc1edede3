"""What the project needs stands in four files, for three kinds of reader; here they are held together."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# A run needs them without importing them: the kernel, the interface, what draws its widgets; what moto imports;
# and what pandas reads Excel files with.
NOT_IMPORTED = {"ipykernel", "ipywidgets", "jupyterlab", "flask", "flask-cors", "openpyxl"}
OURS = {"benchmarks", "c9lib", "tests", "tools"}


@pytest.fixture(scope="module")
def pyproject(project: Path) -> dict[str, Any]:
    return tomllib.loads((project / "pyproject.toml").read_text())


def by_name(lines: list[str]) -> dict[str, Requirement]:
    found = [Requirement(line) for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def runtime(pyproject: dict[str, Any]) -> dict[str, Requirement]:
    return by_name(pyproject["project"]["dependencies"])


def development(pyproject: dict[str, Any]) -> dict[str, Requirement]:
    return by_name(pyproject["project"]["optional-dependencies"]["dev"])


def dask(pyproject: dict[str, Any]) -> dict[str, Requirement]:
    """The one extra for people: what is imported only when it is asked for."""
    return by_name(pyproject["project"]["optional-dependencies"]["dask"])


def build(pyproject: dict[str, Any]) -> dict[str, Requirement]:
    return by_name(pyproject["dependency-groups"]["build"])


def pinned(path: Path) -> list[Requirement]:
    return [Requirement(line) for line in path.read_text().splitlines()]


def imported(files: list[Path]) -> set[str]:
    """The distributions that Python files and notebooks import, by canonical name."""
    modules = {module for path in files for module in modules_of(source_of(path))}
    distributions = packages_distributions()
    outside = modules - OURS - set(sys.stdlib_module_names) - {"_typeshed"}  # it exists for the type checker alone
    return {canonicalize_name(name) for module in outside for name in distributions.get(module, [module])}


def source_of(path: Path) -> str:
    if path.suffix != ".ipynb":
        return path.read_text()
    cells = json.loads(path.read_text())["cells"]
    lines = [line for cell in cells if cell["cell_type"] == "code" for line in "".join(cell["source"]).splitlines()]
    return "\n".join(line for line in lines if re.match(r"(from|import)\s", line))


def modules_of(source: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(source)))
    direct = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    members = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    return {name.partition(".")[0] for name in direct | members}


def test_conda_gets_the_same_environment(project, pyproject):
    conda = yaml.safe_load((project / "environment.yml").read_text())["dependencies"]
    (from_pip,) = [entry["pip"] for entry in conda if isinstance(entry, dict)]
    listed = by_name([entry for entry in [*conda, *from_pip] if isinstance(entry, str) and entry != "-e ."])
    assert "-e ." in from_pip
    assert str(listed.pop("python").specifier) == pyproject["project"]["requires-python"]
    assert listed.pop("pip").specifier == ""
    expected = runtime(pyproject) | development(pyproject) | build(pyproject)
    # By canonical names: conda-forge spells jupyter-core with an underscore.
    assert {name: (str(entry.specifier), entry.extras) for name, entry in listed.items()} == {
        name: (str(entry.specifier), entry.extras) for name, entry in expected.items()
    }


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pins_and_nothing_else(project, name):
    lines = (project / name).read_text().splitlines()
    loose = [line for line in lines if not re.fullmatch(r"[a-z0-9._-]+==[\w.]+( ; .+)?", line)]
    assert not loose, f"{name} holds pins only: no index, option, address or range. `make lock` writes it."


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_pins_fulfil_what_pyproject_asks_for(project, pyproject, name):
    asked = runtime(pyproject) | build(pyproject) | (development(pyproject) if "dev" in name else {})
    pins = pinned(project / name)
    missing = asked.keys() - {canonicalize_name(pin.name) for pin in pins}
    assert not missing, "run `make lock`"
    wrong = [str(pin) for pin in pins if pin.name in asked and not fulfils(pin, asked[pin.name])]
    assert not wrong, "run `make lock`"


def fulfils(pin: Requirement, asked: Requirement) -> bool:
    (exact,) = pin.specifier
    return asked.specifier.contains(exact.version)


def test_what_development_installs_contains_what_a_run_installs(project):
    run, dev = ({f"{pin.name}{pin.specifier}": pin.marker for pin in pinned(project / name)} for name in FILES)
    assert run.keys() <= dev.keys(), "make test would change the versions that make run installed: run `make lock`"
    narrower = [name for name, marker in run.items() if applies(marker) and not applies(dev[name])]
    assert not narrower


FILES = ("requirements.txt", "requirements-dev.txt")


def applies(marker: Marker | None) -> bool:
    return marker is None or marker.evaluate()


def test_the_library_imports_what_it_declares_and_nothing_else(project, pyproject):
    used = imported([*project.glob("c9lib/**/*.py"), *project.glob("notebooks/**/*.ipynb")])
    declared = runtime(pyproject).keys() | dask(pyproject).keys()
    assert used <= declared, "add it to pyproject.toml, environment.yml and `make lock`"
    assert declared - NOT_IMPORTED <= used, "nothing imports it: remove it, or say above why it is needed"


def test_the_extra_is_among_what_development_installs(pyproject):
    extra, dev = dask(pyproject), development(pyproject)
    assert {name: str(entry.specifier) for name, entry in extra.items()} == {
        name: str(dev[name].specifier) for name in extra
    }
    assert not extra.keys() & runtime(pyproject).keys()


def test_the_tests_import_only_what_development_declares(project, pyproject):
    used = imported(list(project.glob("tests/**/*.py")))
    indirect = {"packaging"}  # pytest brings it
    assert used <= runtime(pyproject).keys() | development(pyproject).keys() | indirect
