"""Waits as bars: on a clock that the test moves, and on the simulated AWS."""

from __future__ import annotations

import re
from typing import Any

import pytest

from c9lib.aws import Session, connect
from c9lib.errors import WaitError
from c9lib.notebook import begin, live_waits
from c9lib.notebook.controls import Controls
from c9lib.notebook.live_waits import bar, watch
from c9lib.notebook.showing import shown_to
from c9lib.nouns import Seen, Wait, Waited
from c9lib.parameters import Parameters
from tests.notebook.conftest import text
from tests.serving import Served

WAIT = Wait("the agent <is> online", normal_seconds=120, limit_seconds=600, poll_seconds=60)
pytestmark = pytest.mark.usefixtures("open_notebook")


class Shown(list[Any]):
    """The panels that were shown, and each value that a bar has had."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[str] = []

    def take(self, panel: Any) -> None:
        self.append(panel)
        panel.widget.observe(lambda change: self.values.append(change["new"]), "value")


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def session(account: Served, told: list[str]) -> Session:
    """A session that is watched; its lines go to `told`."""
    made = connect(Parameters(endpoint_url=account.url), told.append)
    watch(made)
    return made


def states(*found: Seen) -> Any:
    """A look that shows these, one after the other; the last one for ever."""
    left = list(found)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def at(value: str) -> tuple[int, int]:
    """Where a bar stands, and where it is full."""
    full, now = re.findall(r'(?:max|value)="(\d+)"', value)
    return int(now), int(full)


def test_a_bar_shows_condition_state_simulated_minutes_normal_length_and_limit(
    session: Session, told: list[str]
) -> None:
    shown = Shown()
    with shown_to(shown.take):
        session.wait(WAIT, states(Seen("none"), Seen("ConnectionLost", left=80), Seen("Online", done=True)))
    assert len(shown) == 1
    assert str(shown[0]) == "Waiting: the agent <is> online\n  normally 2 min, at most 10 min"
    none, first, last = shown.values[0], shown.values[1], shown.values[-1]
    assert "online: none" in none
    assert "the agent &lt;is&gt; online: ConnectionLost" in first
    assert "40 s so far (normally 2 min, at most 10 min)" in first
    assert at(first) == (40, 120)
    assert 'aria-label="the agent &lt;is&gt; online"' in first
    assert "✔ the agent &lt;is&gt; online: Online, after 2 min" in last
    assert at(last) == (120, 120)
    assert told == []  # who takes the bar has its last state


def test_below_a_cell_a_line_of_text_is_left_of_the_bar(
    session: Session, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(live_waits, "show", shown.append)
    session.wait(WAIT, states(Seen("none"), Seen("Online", done=True)))
    assert len(shown) == 1
    assert told == ["  the agent <is> online: Online, after 40 s"]


def test_after_the_normal_length_it_says_longer_and_shows_the_limit() -> None:
    late = bar(Waited("x", 300, "pending", normal_seconds=120, limit_seconds=600, well=False))
    assert "longer than usual: 5 min so far" in late
    assert at(late) == (300, 600)


def test_in_vain_it_ends_with_what_was_last_seen(session: Session) -> None:
    shown = Shown()
    with shown_to(shown.take), pytest.raises(WaitError):
        session.wait(WAIT, states(Seen("none"), Seen("stopped", hopeless="nobody starts it")))
    assert "✘ the agent &lt;is&gt; online: in vain, stopped, after 40 s" in shown.values[-1]
    assert "so far" not in shown.values[-1]


def test_what_is_so_at_the_first_look_shows_no_bar(session: Session, told: list[str]) -> None:
    shown = Shown()
    with shown_to(shown.take):
        session.wait(WAIT, states(Seen("Online", done=True)))
    assert shown == []
    assert told == []


def test_other_lines_still_come_also_after_a_wait_that_was_interrupted(session: Session, told: list[str]) -> None:
    def interrupted() -> Seen:
        session.progress("  AWS throttles, looking again")
        raise KeyboardInterrupt

    shown = Shown()
    with shown_to(shown.take):
        with pytest.raises(KeyboardInterrupt):
            session.wait(WAIT, interrupted)
        session.wait(WAIT, states(Seen("none"), Seen("Online", done=True)))
    assert told == ["  AWS throttles, looking again"]
    assert len(shown) == 1


def test_the_evidence_still_hears_of_every_wait(account: Served) -> None:
    heard: list[object] = []
    session = connect(Parameters(endpoint_url=account.url), lambda _: None)
    session.heard = heard.append
    watch(session)
    with shown_to(lambda _: None):
        session.wait(WAIT, states(Seen("none"), Seen("Online", done=True)))
    assert [(one.seconds, one.well) for one in heard if isinstance(one, Waited)] == [(0, False), (40, True)]


def test_a_click_that_waits_shows_its_bars_beside_its_buttons(names: dict[str, Any]) -> None:
    for step in ("role", "profile", "network"):
        begin(step, names).apply()
    names["step"] = begin("environment", names)
    found = Controls(names["step"])
    found.buttons["apply"].click()
    found.confirm.click()
    assert "done" in text(found.card).splitlines()[0]
    assert found.bars.children  # one for each wait that wasn't over at its first look
    assert all("✔" in one.value for one in found.bars.children)
    assert any(re.search(r"after \d+ min", one.value) for one in found.bars.children)
    found.buttons["plan"].click()
    assert found.bars.children == ()


@pytest.mark.usefixtures("unseen")
def test_where_nobody_looks_the_lines_are_those_of_before(
    names: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    session = begin("role", names).session
    capsys.readouterr()
    session.wait(WAIT, states(Seen("none"), Seen("Online", done=True)))
    assert capsys.readouterr().out.splitlines() == [
        "  the agent <is> online: none, 0 s so far (normally 2 min, at most 10 min)",
        "  the agent <is> online: Online, after 40 s",
    ]
