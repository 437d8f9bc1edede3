"""Notebooks as pages, by nbconvert and without a kernel: as they are committed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def notebooks(project: Path) -> list[Path]:
    """The guided path, then the labs."""
    return sorted((project / "notebooks").glob("*.ipynb")) + sorted((project / "notebooks" / "labs").glob("*.ipynb"))


def exported(project: Path, files: list[Path], folder: Path, *, plain: bool = False) -> list[Path]:
    """The pages of these notebooks, in this folder, by the command that the README names.

    `plain`: as nbconvert makes them where nobody tells it of our template.
    """
    own = {} if plain else {"JUPYTER_CONFIG_PATH": str(project / ".jupyter")}
    words = ("-m", "nbconvert", "--to", "html", "--output-dir", str(folder), *map(str, files))
    ended = subprocess.run(
        [sys.executable, *words],
        cwd=project,
        env={**os.environ, **own},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    return [folder / f"{file.stem}.html" for file in files]
