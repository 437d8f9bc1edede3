"""The waits of a notebook beside each other: as a picture on one scale, and as text."""

from __future__ import annotations

import re

from c9lib.nouns import Waited
from c9lib.show import Timeline

CREATED = Waited("the environment is created", 100, "CREATED", "2030-01-07T09:00:00+00:00", 120, 900)
ONLINE = Waited("SSM Agent is <online>", 60, "ConnectionLost", "2030-01-07T09:02:20+00:00", 60, 600, well=False)


def test_each_wait_is_a_row_with_its_bar_and_the_text_says_the_same() -> None:
    shown = Timeline((CREATED, ONLINE))._repr_mimebundle_()
    for told in ("1 min 40 s", "2 min, 15 min", "2 min 20 s", "1 min, in vain", "ConnectionLost"):
        assert told in shown["text/plain"]
        assert told in shown["text/html"]
    assert shown["text/html"].count("<svg") == 2
    assert "SSM Agent is &lt;online&gt;" in shown["text/html"]


def test_bars_stand_on_one_scale() -> None:
    bars = re.findall(r'class="took[^"]*" x="([\d.]+)" y="8" width="([\d.]+)"', Timeline((CREATED, ONLINE)).html())
    assert bars == [("0.0", "500.0"), ("700.0", "300.0")]


def test_without_a_wait_it_says_so() -> None:
    assert "nothing was waited for" in str(Timeline(()))
    assert "<svg" not in Timeline(()).html()


def test_it_needs_no_style_sheet_for_either_theme() -> None:
    page = Timeline((CREATED,)).html()
    assert 'stroke="currentColor"' in page
    assert "<style" not in page
