"""The pictures of a guide: what a change has done is marked by what was there at the last look before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from c9lib.notebook import Guide, Start, TearDown, Verify
from c9lib.notebook.notes import Notes
from c9lib.notebook.pictures import chain, picture
from c9lib.steps import STEPS
from tests.faults.account import Account, account


@pytest.fixture
def there() -> Iterator[Account]:
    with account("public-api") as fresh:
        yield fresh


def guide(there: Account, name: str) -> Guide:
    session = there.session()
    return Guide(STEPS[name](session), Notes(name, session))


def marks(drawn: Any) -> set[str]:
    return {thing.mark for thing in drawn.scene.things}


def test_after_a_change_what_is_new_is_marked_until_the_next_one(there: Account) -> None:
    step = guide(there, "network")
    assert "Step 03 makes one" in str(step.picture())
    step.apply()
    made = step.picture()
    assert [thing.mark for thing in made.scene.of("vpc", "subnet", "internet-gateway")] == ["new"] * 3
    assert made.scene.counted() == step.picture().scene.counted()
    step.apply()
    assert step.picture().scene.counted() == "nothing has changed"


def test_where_nobody_looked_before_the_change_nothing_is_marked(there: Account) -> None:
    step = guide(there, "network")
    reads = len(step.session.calls)
    step.looks.change()
    assert len(step.session.calls) == reads
    step.apply()
    assert marks(step.picture()) == {""}
    assert not step.picture().scene.compared


def test_a_tear_down_shows_what_is_gone(there: Account) -> None:
    guide(there, "network").apply()
    session = there.session()
    down = TearDown(session, Notes("tear-down", session))
    assert marks(down.picture()) == {""}
    down.undo()
    assert marks(down.picture()) == {"gone"}
    assert "On a real account the AWS console" in str(down.by_hand())


@pytest.mark.parametrize("kind", [Start, Verify])
def test_those_that_only_read_draw_the_same(there: Account, kind: Any) -> None:
    session = there.session()
    drawing = kind(session, Notes("verify", session))
    assert str(drawing.picture()) == str(picture(session))
    assert str(drawing.chain()) == str(chain(session))
    assert "nothing was waited for" in str(drawing.timeline())
    assert not [call for call in session.calls if call.writes]


def test_the_chain_and_the_pictures_are_noted_for_the_evidence(there: Account) -> None:
    step = guide(there, "role")
    step.apply()
    step.chain()
    step.picture()
    assert step._notes.told["chain"]["links"][0]["holding"] == "ok"
    assert step._notes.told["picture"]["empty"].startswith("Nothing to draw yet")


def test_by_hand_says_what_of_the_guide_the_step_is(there: Account) -> None:
    step = guide(there, "role")
    step.apply()
    told = step.by_hand()
    assert len(told.lines) == 2
    assert not told.real
    assert "https://console.aws.amazon.com/iam/home#/roles/details/AWSCloud9SSMAccessRole" in str(told)
    assert "it is a service role" in str(told)
