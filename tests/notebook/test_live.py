"""Whether a person looks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from c9lib.notebook import live
from c9lib.notebook.live import DECIDES, OF_A_PERSON, Panel
from c9lib.notebook.notes import FOLDER
from c9lib.nouns import Table

TWIN = Table("title", ("column",), (("cell",),))
WIDGET = "application/vnd.jupyter.widget-view+json"
ASKED = """
import asyncio, json, sys
from jupyter_client.manager import KernelManager
manager = KernelManager(kernel_name="python3")
manager.start_kernel()
client = manager.blocking_client()
client.start_channels()
client.wait_for_ready(timeout=60)
answers = []
for answers_input in (True, False):
    told = []
    code = "from c9lib.notebook.live import live; print(live())"
    client.execute_interactive(code, allow_stdin=answers_input, timeout=60, output_hook=told.append)
    answers.append("".join(one["content"].get("text", "") for one in told if one["msg_type"] == "stream").strip())
client.stop_channels()
manager.shutdown_kernel(now=True)
print(json.dumps(answers))
"""


@pytest.fixture(autouse=True)
def of_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DECIDES, raising=False)
    monkeypatch.delenv(FOLDER, raising=False)
    monkeypatch.setenv(OF_A_PERSON, "notebooks/00-start-here.ipynb")
    monkeypatch.setattr(live, "_can_be_asked", lambda: True)


def test_a_kernel_of_jupyter_server_is_live() -> None:
    assert live.live()


def test_a_kernel_that_nobody_has_opened_isnt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(OF_A_PERSON)
    assert not live.live()


def test_a_run_with_evidence_isnt_though_it_was_started_from_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, "/somewhere")
    assert not live.live()


def test_who_cant_be_asked_doesnt_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_can_be_asked", lambda: False)
    assert not live.live()


@pytest.mark.parametrize(("word", "decided"), [("1", True), ("0", False), ("", True), ("yes", True)])
def test_the_variable_decides_where_it_says_0_or_1(word: str, decided: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DECIDES, word)
    assert live.live() is decided


def test_one_overrules_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DECIDES, "1")
    monkeypatch.delenv(OF_A_PERSON)
    assert live.live()


def test_a_kernel_tells_a_person_from_papermill_by_whether_they_answer(project: Path) -> None:
    """nbclient, which papermill and nbconvert use, and nbval send each cell with `allow_stdin` false."""
    done = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, cwd=project, env=dict(os.environ), check=True
    )
    assert json.loads(done.stdout.splitlines()[-1]) == ["True", "False"]


def test_a_panel_without_a_widget_is_its_twin() -> None:
    panel = Panel(TWIN)
    assert str(panel) == str(TWIN)
    assert panel._repr_mimebundle_() == TWIN._repr_mimebundle_()


def test_a_panel_with_one_shows_both_and_the_twins_text() -> None:
    import ipywidgets as w

    bundle: dict[str, Any] = Panel(TWIN, w.HTML("x"))._repr_mimebundle_()
    assert bundle["text/plain"] == str(TWIN)
    assert bundle["text/html"] == TWIN._repr_html_()
    assert bundle[WIDGET]["model_id"]


def test_who_only_reads_text_never_imports_widgets(project: Path) -> None:
    told = "import sys; import c9lib.notebook, c9lib.cli; sys.exit('ipywidgets' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], cwd=project, check=False).returncode == 0
