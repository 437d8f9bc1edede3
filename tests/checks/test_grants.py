"""The documents that can be granted, and that together they give everything that each capability takes."""

from __future__ import annotations

import json
import re

import pytest

from c9lib.checks import grants
from c9lib.checks.capabilities import NAMES, TOLD_BY_SOME, WANTED, Scene, requests, wanted
from c9lib.checks.documented import CLOUD9
from c9lib.checks.grants import CLOUDFORMATION, SESSIONS, SSM_ENVIRONMENTS, by_page
from c9lib.parameters.rows import option
from c9lib.policy import Policies, Policy, evaluate

ACCOUNT = "123456789012"
SCENE = Scene(ACCOUNT, "eu-west-1", first=True)


def allows(document: object, name: str) -> dict[str, str]:
    """Decisions of a document about the requests of a capability, by action and kind of resource."""
    policies = Policies((Policy(document),))  # type: ignore[arg-type]
    told = ((one, evaluate(one, policies).outcome) for one in requests(name, SCENE))  # type: ignore[arg-type]
    return {f"{one.action} {one.resource.partition('/')[0].rpartition(':')[2]}": outcome for one, outcome in told}


def test_the_documents_are_as_long_as_the_pages() -> None:
    """The custom policy is word for word AWS's: 11 statements, 1,878 characters without white space."""
    compact = json.dumps(SSM_ENVIRONMENTS, separators=(",", ":"))
    assert (len(SSM_ENVIRONMENTS["Statement"]), len(compact)) == (11, 1878)
    assert len(by_page(CLOUD9)["Statement"]) == 2
    assert len(SESSIONS["Statement"]) == 3
    assert all(len(json.dumps(one)) < 6144 for one in (SESSIONS, SSM_ENVIRONMENTS))


@pytest.mark.parametrize(("service", "opens", "by_stack"), [(CLOUD9, True, False), (CLOUDFORMATION, False, True)])
def test_the_pages_statements_are_for_one_service_each(service: str, opens: bool, by_stack: bool) -> None:
    document = by_page(service)
    assert (allows(document, "open")["ssm:StartSession instance"] == "allowed") is opens
    assert (allows(document, "stack")["ssm:StartSession instance"] == "allowed") is by_stack
    for later in ("ssm:GetConnectionStatus instance", "ssmmessages:OpenDataChannel session"):
        assert allows(document, "open")[later] == "implicitDeny"


@pytest.mark.parametrize("name", ["open", "stack"])
def test_the_current_statements_are_for_both(name: str) -> None:
    assert set(allows(SESSIONS, name).values()) == {"allowed"}


def test_the_custom_policy_creates_and_nothing_is_unknown() -> None:
    assert set(allows(SSM_ENVIRONMENTS, "create").values()) == {"allowed"}
    assert allows(SSM_ENVIRONMENTS, "share")["cloud9:CreateEnvironmentEC2 *"] == "implicitDeny"


def test_every_value_of_access_policy_is_for_something() -> None:
    assert tuple(sorted(WANTED)) == tuple(sorted(option("access_policy").choices))
    assert all("open" in wanted(policy) for policy in WANTED)
    assert {name for some in WANTED.values() for name in some} == set(NAMES)


def test_no_key_of_our_documents_is_left_unknown_to_a_request() -> None:
    """Else the policy simulator would name it as missing, and what is decided would look open."""
    known = {key.lower() for key in TOLD_BY_SOME}
    for document in (SESSIONS, SSM_ENVIRONMENTS):
        keys = {
            key.lower() for one in document["Statement"] for test in one.get("Condition", {}).values() for key in test
        }
        assert keys <= known


def test_names_are_what_iam_takes_and_arns_follow() -> None:
    deployment = "a" * 40
    for name in grants.documents(deployment):
        assert re.fullmatch(r"[\w+=,.@-]{1,128}", name)
        assert grants.arn_of(ACCOUNT, name) == f"arn:aws:iam::{ACCOUNT}:policy/{name}"
    assert grants.arn_of(ACCOUNT, "AWSCloud9User") == "arn:aws:iam::aws:policy/AWSCloud9User"
    assert grants.main_policy("statements", "x") == "c9lib-x-sessions"
    assert grants.main_policy("AWSCloud9User", "x") == "AWSCloud9User"
