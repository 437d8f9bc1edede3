"""Fifty deployments (`make test`: half of them) side by side in one account, torn down in random order: nobody loses
anything."""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from c9lib import checks
from c9lib.aws import Session
from c9lib.steps import TearDownStep, leftovers
from c9lib.steps.claims import Principal
from tests.many import crowd, things
from tests.many.conftest import Connected
from tests.many.things import Things

SEED = int(os.environ.get("C9LIB_TEST_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
"""Printed; `C9LIB_TEST_SEED=… make test PYTEST=tests/many` repeats an order."""
LOOKS = crowd.CROWD // 2 - 1
"""After every so many tear-downs all that are left are judged, and some of them are planned anew."""
PLANNED = 2
SILENCE = 900
"""Seconds after which an agent that was cut off isn't online any more."""

Client = Callable[[str, str], Any]


@pytest.mark.timeout(600)  # fifty runs and fifty tear-downs of a fifth of a second to two each
def test_nobody_loses_anything_when_all_are_torn_down_in_random_order(connected: Connected, client: Client) -> None:
    sys.stdout.write(f"seed {SEED}\n")
    chance = random.Random(SEED)  # noqa: S311
    public, closed = furnished(client)
    before = everything(client)
    sessions = {one["deployment"]: connected(**one) for one in crowd.everybody(chance, public, closed)}
    for session in sessions.values():
        crowd.run(session)
    assert len(sessions) == crowd.CROWD
    account = Account(client, sessions, {region: connected(region=region) for region in crowd.REGIONS})
    account.judge_all(chance)
    order = chance.sample(sorted(sessions), len(sessions))
    for number, deployment in enumerate(order, 1):
        account.tear_down(deployment)
        if number % LOOKS == 0:
            account.judge_all(chance)
    account.end()
    assert everything(client) == before


def furnished(client: Client) -> tuple[list[crowd.Subnet], list[crowd.Subnet]]:
    """What somebody made before anybody ran: people, two VPCs that lead out, and one that doesn't."""
    crowd.people(client("iam", "us-east-1"))
    public = [crowd.public_subnet(client("ec2", region), region) for region in ("us-east-1", "eu-west-1")]
    return public, [crowd.closed_subnet(client("ec2", crowd.CLOSED), crowd.CLOSED)]


def everything(client: Client) -> Things:
    """All of the account but the service-linked roles, which AWS keeps."""
    found = things.of_iam(client)
    for region in crowd.REGIONS:
        found |= things.in_region(client, region)
    return {name: told for name, told in found.items() if "AWSServiceRoleFor" not in name}


class Account:
    """The account while it empties: what is left has to be as it was, but for what the one who goes takes away."""

    def __init__(self, client: Client, sessions: dict[str, Session], onlookers: dict[str, Session]) -> None:
        self.client = client
        self.onlookers = onlookers
        self.left = dict(sessions)
        self.gone: dict[str, Session] = {}
        self.statuses = self._statuses()
        self.there = {region: self._things(region) for region in crowd.REGIONS}
        self.claims = claims(things.of_iam(client), self.left)

    def tear_down(self, deployment: str) -> None:
        """One goes; everybody else is as before."""
        session = self.left.pop(deployment)
        region = session.region
        before = self.there[region]
        TearDownStep(session).undo()
        session.target.let_pass(SILENCE)
        self.gone[deployment] = session
        self.there[region] = self._things(region)
        strange = changed(before, self.there[region], {deployment, session.parameters.environment_name})
        assert not strange, f"{deployment} took from others, or changed:\n" + "\n".join(strange)
        self.claims = {one: told for one, told in self.claims.items() if one[0] != deployment}
        assert claims(things.of_iam(self.client), self.left) == self.claims

    def judge_all(self, chance: random.Random) -> None:
        """The verdicts of all Regions are as they were, and nothing is left to do for some that are drawn."""
        assert self._statuses() == {name: told for name, told in self.statuses.items() if name in self._named()}
        for session in self.left.values():
            if session.parameters.access_for:
                assert checks.of(session, ["access"]).well, session.parameters.deployment
        for deployment in chance.sample(sorted(self.left), min(PLANNED, len(self.left))):
            assert crowd.unfinished(self.left[deployment]) == [], deployment

    def end(self) -> None:
        """What was kept for others goes when those who made it are torn down once more; then nothing is left."""
        for session in self.gone.values():
            if leftovers(session).facts:
                TearDownStep(session).undo()
        assert [str(leftovers(session)) for session in self.gone.values() if leftovers(session).facts] == []

    def _named(self) -> set[str]:
        return {session.parameters.environment_name for session in self.left.values()}

    def _statuses(self) -> dict[str, Any]:
        """Each environment's verdict, with all that isn't well; asked by nobody's parameters."""
        found = {}
        for region in sorted({session.region for session in self.left.values()}):
            for each in checks.verdicts(self.onlookers[region]).environments:
                unwell = sorted((one.id, one.status) for one in each.verdict.checks if one.status in ("warn", "fail"))
                found[each.name] = (each.verdict.verdict, unwell)
        return found

    def _things(self, region: str) -> Things:
        return things.in_region(self.client, region, deep=False)


def changed(before: Things, after: Things, names: set[str]) -> list[str]:
    """What went, came or became another, and isn't of the deployment with these names or a route to its endpoint."""
    own = owned(before | after, names)
    strange = [f"gone: {name}" for name in before.keys() - after.keys() - own]
    strange += [f"new: {name} {after[name]}" for name in after.keys() - before.keys() - own]
    for name in (before.keys() & after.keys()) - own:
        was, now = (without_routes(told, name, own) for told in (before[name], after[name]))
        if was != now:
            strange.append(f"changed: {name}\n  from {was}\n  to   {now}")
    return sorted(strange)


def owned(there: Things, names: set[str]) -> set[str]:
    """What carries a deployment's name, and what names such a thing: its volume, the rules of its groups."""
    words, own = {f'"{name}"' for name in names}, set[str]()
    while found := {name for name in there.keys() - own if _names(there[name], name, words)}:
        own |= found
        words = {f'"{name.split()[-1]}"' for name in found}
    return own


def _names(told: str, name: str, words: set[str]) -> bool:
    """Whether a thing names one of these; of somebody's table, the routes to our endpoints aren't asked."""
    if "RouteTables" in name:
        told = json.dumps(json.loads(told) | {"Routes": []})
    return any(word in told for word in words)


def without_routes(told: str, name: str, own: Iterable[str]) -> str:
    """A route table without the routes to endpoints of `own`."""
    if "RouteTables" not in name:
        return told
    table, ids = json.loads(told), {one.split()[-1] for one in own}
    table["Routes"] = [one for one in table["Routes"] if one.get("GatewayId") not in ids]
    return json.dumps(table)


def claims(there: Things, deployments: Iterable[str]) -> dict[tuple[str, str], frozenset[str]]:
    """(deployment, whom) → the policies that it needs there, by its tag; every one of them is attached."""
    found = {}
    for whom in crowd.PEOPLE:
        kind, _, name = whom.partition("/")
        principal = Principal.of(whom)
        bearer = json.loads(there.get(f"iam {principal.bearer.kind} {principal.bearer.name}", "{}"))
        holder = json.loads(there[f"iam {kind} {name}"])
        attached = {one["PolicyName"] for one in holder["attached"]}
        tags = {one["Key"]: one["Value"] for one in bearer.get(principal.bearer.kind.title(), {}).get("Tags", ())}
        for deployment in deployments:
            needed = frozenset(tags.get(principal.key(deployment), "").split())
            assert needed <= attached, f"{deployment} needs {needed - attached} of {whom}"
            if needed:
                found[deployment, whom] = needed
    return found
