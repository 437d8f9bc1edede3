"""The templates come with the package, and are there by name."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from c9lib import templates


def test_every_template_in_the_folder_has_a_name_and_the_other_way_round(project: Path) -> None:
    folder = project / "c9lib" / "templates"
    assert {path.stem for path in folder.glob("*.yaml")} == set(templates.NAMES)
    assert all(templates.text(name) == (folder / f"{name}.yaml").read_text() for name in templates.NAMES)


def test_the_wheel_holds_them(project: Path, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=project, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        assert {f"c9lib/templates/{name}.yaml" for name in templates.NAMES} <= set(packed.namelist())
