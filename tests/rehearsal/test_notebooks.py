"""The rehearsal beside what is rehearsed: whatever a notebook's cells ask for, the least policy allows.

The cells of all notebooks are executed here in the order of a run, twice, and then the tear-down, as the administrator
of a traced account. So a cell, a check or a step that needs something new fails this test until `acts.py` plays it.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from c9lib.parameters import Parameters
from c9lib.rehearsal import Purpose, least
from c9lib.rehearsal.presupposed import neighbour, people, subnet
from c9lib.runbook.order import TEAR_DOWN, Chapter, run_order
from c9lib.simulator.authorization import Traced
from c9lib.simulator.front import Front
from tests.least.conftest import As
from tests.notebooks.shelf import code_cells, tags
from tests.rehearsal.evaluating import allows

ACCOUNT = "123456789012"
GIVEN: dict[str, dict[str, Any]] = {
    "public": {"access_for": ["user/c9-learner", "group/class"], "members": [f"arn:aws:iam::{ACCOUNT}:user/guest"]},
    "existing": {"network": "existing", "restrict_egress": True},
}
EXPLAINED_WITH = ("iam:GetUser", "iam:ListUserPolicies", "iam:ListAttachedUserPolicies", "iam:ListGroupsForUser")
EXPLAINED_WITH += ("iam:GetPolicy", "iam:GetPolicyVersion")
"""The caller's own policies are read to explain what IAM's simulator said, where that is allowed: nobody needs it."""


@pytest.fixture
def told(front: Front) -> Iterator[list[Traced]]:
    """What had to be allowed since it was last emptied."""
    seen: list[Traced] = []
    front.world.trace = seen.append
    yield seen
    front.world.trace = None


@pytest.mark.timeout(300)
@pytest.mark.parametrize("topology", GIVEN)
def test_what_the_cells_ask_for_is_allowed(
    topology: str, admin: As, told: list[Traced], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = prepared(admin, GIVEN[topology])
    monkeypatch.setattr(import_module("c9lib.notebook.begin"), "connect", lambda asked, **_: admin(**asked.given()))
    monkeypatch.setattr("builtins.print", lambda *_: None)
    chapters = run_order(Parameters(**given))
    told.clear()
    for chapter in chapters:
        execute(chapter, given)
    assert beyond(given, told, "run") == []
    neighbour(admin())
    told.clear()
    for chapter in chapters:
        execute(chapter, given)
    assert beyond(given, told, "run") == []
    told.clear()
    execute(TEAR_DOWN, given)
    assert beyond(given, told, "tear-down") == []


def prepared(admin: As, given: dict[str, Any]) -> dict[str, Any]:
    if given.get("network") == "existing":
        vpc, made = subnet(admin())
        given = {**given, "vpc_id": vpc, "subnet_id": made}
    people(admin(**given))
    return given


def execute(chapter: Chapter, given: dict[str, Any]) -> None:
    """The cells of a notebook, one after the other, with these parameters."""
    names: dict[str, Any] = {}
    for cell in code_cells(chapter.file):
        exec(cell.source, names)  # noqa: S102 (it is what a kernel does)
        if "parameters" in tags(cell):
            names.update(given)


def beyond(given: dict[str, Any], told: list[Traced], purpose: Purpose) -> list[tuple[str, str]]:
    """What had to be allowed and isn't by the least policy; without what Cloud9 lets an environment's owner do."""
    documents = least(Parameters(**given), ACCOUNT, [purpose]).documents
    mine = [
        one for one in told if one.context.get("aws:PrincipalArn") == (f"arn:aws:iam::{ACCOUNT}:user/Administrator",)
    ]
    lacking = {
        (one.requirement.action, one.requirement.resource)
        for one in mine
        if not allows(documents, one.requirement.action, one.requirement.resource, one.context)
        and not (purpose == "run" and ":environment:" in one.requirement.resource)
    }
    return sorted(pair for pair in lacking if pair[0] not in EXPLAINED_WITH)
