"""The data file: where it is from, what it holds, and how it is read."""

from __future__ import annotations

import json
import re

import pytest

from c9lib.policy.actions import ActionFacts, supports
from c9lib.policy.actions.reference import DATA

FILE = json.loads(DATA.read_text(encoding="utf-8"))
EVERY_ACTION = [f"{prefix}:{name}" for prefix, service in FILE["services"].items() for name in service["actions"]]
LEVELS = {"List", "Read", "Write", "Permissions management", "Tagging"}


def test_it_says_where_it_is_from_and_of_when() -> None:
    assert "service-authorization/latest/reference" in FILE["source"]
    assert "tools/refresh_actions.py" in FILE["source"]
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", FILE["date"])


def test_it_stays_small() -> None:
    assert DATA.stat().st_size < 150_000


def test_it_has_the_services_of_the_runbook() -> None:
    runbook = {"cloud9", "cloudformation", "ec2", "iam", "kms", "servicequotas", "ssm", "ssmmessages", "sts"}
    assert set(FILE["services"]) == runbook | {"organizations", "s3"}


def test_every_entry_is_whole() -> None:
    assert len(EVERY_ACTION) > 800
    assert [action for action in EVERY_ACTION if not is_whole(supports(action), action)] == []


def is_whole(about: ActionFacts, action: str) -> bool:
    held = [*about.conditions, *(key for one in about.resources for key in one.conditions)]
    formats = all(one.arn.startswith("arn:${Partition}:") for one in about.resources)
    return about.action == action and about.access in LEVELS and formats and all(":" in key for key in held)


def test_the_set_of_condition_keys_is_written_once() -> None:
    assert len({tuple(keys) for keys in FILE["keys"]}) == len(FILE["keys"])


def test_a_session_is_on_an_instance_or_a_document_among_others() -> None:
    """As the page list_awssystemsmanager has it: no type is required, the keys are the action's."""
    about = supports("ssm:StartSession")
    assert about.access == "Write"
    assert {one.name: one.required for one in about.resources} == {
        "document": False,
        "instance": False,
        "managed-instance": False,
        "task": False,
    }
    assert "ssm:resourceTag/${TagKey}" in about.conditions
    assert "ssm:SessionDocumentAccessCheck" in about.conditions


def test_a_launch_has_required_types() -> None:
    required = {one.name for one in supports("ec2:RunInstances").resources if one.required}
    assert required == {"image", "instance", "network-interface", "security-group", "subnet"}


def test_images_are_in_no_account() -> None:
    image = supports("ec2:RunInstances").type("image")
    assert image is not None
    assert image.arn == "arn:${Partition}:ec2:${Region}::image/${ImageId}"


def test_what_an_action_needs_besides() -> None:
    assert supports("iam:AddRoleToInstanceProfile").dependent == ("iam:PassRole",)


def test_actions_are_found_in_whatever_case() -> None:
    """The seed itself writes `ssm:startSession`."""
    assert supports("ssm:startSession") == supports("SSM:StartSession") == supports("ssm:StartSession")
    assert supports("ssm:startSession").action == "ssm:StartSession"


@pytest.mark.parametrize("action", ["ssm:Nonsense", "nonsense:StartSession", "nonsense", ""])
def test_an_unknown_action_has_nothing_but_its_name(action: str) -> None:
    assert supports(action) == ActionFacts(action)
    assert not supports(action).access
