"""A notebook that a person has open: widgets are shown, what is typed is kept in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from c9lib.notebook.live import DECIDES
from tests.serving import Served, serving


@pytest.fixture
def open_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Widgets are shown; the working folder is the notebooks' folder, which it gives."""
    monkeypatch.setenv(DECIDES, "1")
    monkeypatch.setenv("C9LIB_HOME", str(tmp_path / "home"))
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def unseen(open_notebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks: a headless run."""
    monkeypatch.setenv(DECIDES, "0")


@pytest.fixture
def account() -> Iterator[Served]:
    """A fresh simulated account."""
    with serving() as served:
        yield served


@pytest.fixture
def names(account: Served) -> dict[str, Any]:
    """A notebook's globals on that account."""
    return {"In": [""], "endpoint_url": account.url}


def text(output: Any) -> str:
    """What stands in an ipywidgets `Output`, as text."""
    return "\n".join(one["data"]["text/plain"] for one in output.outputs)


def html(output: Any) -> str:
    """What stands in an ipywidgets `Output`, as HTML."""
    return "\n".join(one["data"].get("text/html", "") for one in output.outputs)
