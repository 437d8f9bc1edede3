"""IAM's policy simulator is asked in few calls, and its answers are those that each request alone would get."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c9lib.aws import Session
from c9lib.checks.bearers import Bearer
from c9lib.checks.iam_simulation import UNASKED, _calls, simulate
from c9lib.checks.reader import Reader
from c9lib.checks.rights import Rights
from c9lib.policy import Context, Policy, Request
from c9lib.simulator.account import set_scps
from c9lib.simulator.world import World

ACCOUNT = "123456789012"
VPC, SUBNET = f"arn:aws:ec2:us-east-1:{ACCOUNT}:vpc/vpc-1", f"arn:aws:ec2:us-east-1:{ACCOUNT}:subnet/subnet-1"
ANN = Bearer("user", "ann", f"arn:aws:iam::{ACCOUNT}:user/ann")


def tagged(team: str) -> Context:
    return Context({"aws:RequestTag/team": team, "aws:RequestedRegion": "us-east-1"})


def policy(*statements: dict[str, Any]) -> str:
    told = [{"Effect": "Allow", "Resource": "*", **one} for one in statements]
    return json.dumps({"Version": "2012-10-17", "Statement": told})


@pytest.fixture
def asking(aws: Callable[..., Any], session: Callable[..., Session]) -> Callable[[str], Rights]:
    """Rights of a caller who may do everything, about a user `ann` with this policy."""

    def made(document: str) -> Rights:
        iam = aws("iam")
        iam.create_user(UserName="ann")
        iam.put_user_policy(UserName="ann", PolicyName="own", PolicyDocument=document)
        return Rights(Reader(session()))

    return made


def simulations(rights: Rights) -> list[Any]:
    return [call for call in rights.reader.session.calls if call.operation == "SimulatePrincipalPolicy"]


BOTH = [Request("ec2:CreateTags", of, tagged(team)) for of in (VPC, SUBNET) for team in ("red", "blue")]


def test_what_no_policy_asks_for_makes_no_other_call(asking: Callable[[str], Rights]) -> None:
    rights = asking(policy({"Action": "ec2:*"}))
    assert [one.decision.outcome for one in rights.decide(ANN.arn, BOTH)] == ["allowed"] * 4
    (call,) = simulations(rights)
    assert "ContextEntries" not in call.arguments
    assert call.arguments["ResourceArns"] == [VPC, SUBNET]


def test_what_a_policy_asks_for_is_told(asking: Callable[[str], Rights]) -> None:
    rights = asking(policy({"Action": "ec2:*", "Condition": {"StringEquals": {"AWS:requesttag/Team": "blue"}}}))
    assert [one.decision.outcome for one in rights.decide(ANN.arn, BOTH)] == ["implicitDeny", "allowed"] * 2
    told = [call.arguments["ContextEntries"] for call in simulations(rights)]
    assert [[entry["ContextKeyName"] for entry in one] for one in told] == [["aws:requesttag/team"]] * 2


def test_a_policy_variable_asks_for_a_key_too(asking: Callable[[str], Rights]) -> None:
    rights = asking(policy({"Action": "iam:GetUser", "Resource": f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"}))
    wanted = [Request("iam:GetUser", f"arn:aws:iam::{ACCOUNT}:user/{name}") for name in ("ann", "bob")]
    assert [one.decision.outcome for one in rights.decide(ANN.arn, wanted)] == ["allowed", "implicitDeny"]


def test_what_an_organization_asks_for_is_told_though_nobody_can_read_it(
    asking: Callable[[str], Rights], world: World
) -> None:
    rights = asking(policy({"Action": "ec2:*"}))
    deny = {"Effect": "Deny", "Condition": {"StringEquals": {"aws:RequestTag/team": "red"}}, "Action": "ec2:*"}
    set_scps(world, (Policy(json.loads(policy(deny)), "p-noreds"),))
    told = rights.decide(ANN.arn, BOTH)
    assert [one.decision.outcome for one in told] == ["explicitDeny", "allowed"] * 2
    first, *others = simulations(rights)
    assert "ContextEntries" not in first.arguments
    assert all(len(call.arguments["ContextEntries"]) > 5 for call in others)
    before = len(simulations(rights))
    rights.decide(ANN.arn, [Request("ec2:DeleteVpc", VPC, tagged("red"))])
    assert len(simulations(rights)) == before + 1, "it is known by now that there is an organization"


class Told:
    """A reader that gives answers of another form."""

    def __init__(self, answers: Callable[[list[str], list[str]], list[dict[str, Any]]]) -> None:
        self.asked: list[tuple[list[str], list[str]]] = []
        self._answers = answers

    def once(self, name: object, make: Callable[[], Any]) -> Any:
        return make()

    def at_once(self, *reads: Callable[[], Any]) -> list[Any]:
        return [read() for read in reads]

    def all(self, _service: str, _method: str, _items: str, **asked: Any) -> list[dict[str, Any]]:
        self.asked.append((asked["ActionNames"], asked["ResourceArns"]))
        return self._answers(*self.asked[-1])


TWO = [Request("ec2:DeleteVpc", VPC), Request("ec2:DeleteVpc", SUBNET)]


def test_one_result_for_several_resources_is_read_part_by_part() -> None:
    def answers(actions: list[str], resources: list[str]) -> list[dict[str, Any]]:
        parts = [
            {"EvalResourceName": one, "EvalResourceDecision": "allowed" if one == VPC else "implicitDeny"}
            for one in resources
        ]
        top = {"EvalResourceName": "*", "EvalDecision": "implicitDeny", "ResourceSpecificResults": parts}
        return [{"EvalActionName": action.upper(), **top} for action in actions]

    reader = Told(answers)
    assert [one.outcome for one in simulate(reader, ANN, TWO, (), ())] == ["allowed", "implicitDeny"]  # type: ignore[arg-type]
    assert len(reader.asked) == 1


def test_what_an_answer_leaves_out_is_asked_alone() -> None:
    def answers(actions: list[str], resources: list[str]) -> list[dict[str, Any]]:
        return [{"EvalActionName": actions[0], "EvalDecision": "allowed", "EvalResourceName": resources[0]}]

    reader = Told(answers)
    assert [one.outcome for one in simulate(reader, ANN, TWO, (), ())] == ["allowed"] * 2  # type: ignore[arg-type]
    assert [resources for _, resources in reader.asked] == [[VPC, SUBNET], [SUBNET]]


@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("qrstuvw"), st.sampled_from(["", "x", "y"]))),
    st.sampled_from([None, (), ("k",)]),
)
def test_every_request_is_in_a_call_with_what_it_tells(
    asked: list[tuple[str, str, str]], keys: Sequence[str] | None
) -> None:
    requests = [Request(f"s:{one}", of, Context({"k": told, "other": "o"})) for one, of, told in asked]
    calls = list(_calls(requests, keys))
    assert sorted(number for call in calls for number in call.asked) == list(range(len(requests)))
    for call in calls:
        for number in call.asked:
            one = requests[number]
            assert one.action in call.actions
            assert one.resource in call.resources
            assert dict(call.entries) == {key: one.context[key] for key in one.context if keys is None or key in keys}
        pairs = {(requests[number].action, requests[number].resource) for number in call.asked}
        assert len(call.actions) * len(call.resources) - len(pairs) <= UNASKED
