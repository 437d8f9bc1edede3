"""The tool that makes the data file: what it takes over, and that the file is as the tool writes it."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from c9lib.policy.actions.reference import DATA

TOOL = Path(__file__).parents[3] / "tools" / "refresh_actions.py"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("refresh_actions", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def package(folder: Path, prefix: str, actions: list[dict[str, Any]], types: dict[str, Any]) -> Path:
    """An unpacked package with one service."""
    held = {"actions": {one["name"].lower(): one for one in actions}, "resourceTypes": types}
    for kind, content in held.items():
        path = folder / "data" / kind / f"{prefix}.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_the_file_is_as_the_tool_writes_it(tool: ModuleType) -> None:
    """Nobody has written into it by hand."""
    text = DATA.read_text(encoding="utf-8")
    assert tool.text_of(json.loads(text)) == text


def test_the_file_is_sorted() -> None:
    services = json.loads(DATA.read_text(encoding="utf-8"))["services"]
    assert list(services) == sorted(services)
    for service in services.values():
        assert list(service["actions"]) == sorted(service["actions"])
        assert list(service["types"]) == sorted(service["types"])


def test_what_is_taken_over_of_an_action(tool: ModuleType, tmp_path: Path) -> None:
    action = {
        "name": "TagResource",
        "description": "Grants permission to add tags",
        "accessLevel": "Tagging, Write",
        "resourceTypes": [{"name": "environment", "required": True, "conditionKeys": [], "dependentActions": []}],
        "conditionKeys": ["aws:TagKeys", "saml:aud", "aws:RequestTag/${TagKey}"],
        "dependentActions": [],
    }
    types = {
        "environment": {"arn": "arn:${Partition}:cloud9:…", "conditionKeys": ["aws:ResourceTag/${TagKey}"]},
        "unused": {"arn": "arn:${Partition}:cloud9:…"},
    }
    besides = {
        "cloud9": {"privileges": {"TagResource": {"resource_types": {"": {"dependent_actions": ["iam:GetUser"]}}}}}
    }
    keys = tool.Keys()
    made = tool.service("cloud9", tool.Source(package(tmp_path, "cloud9", [action], types), besides), keys)
    assert made == {
        "types": {"environment": "arn:${Partition}:cloud9:…"},
        "actions": {
            "TagResource": {"access": "Tagging", "keys": 0, "types": {"environment*": 1}, "needs": ["iam:GetUser"]}
        },
    }
    assert list(keys.numbers) == [("aws:RequestTag/${TagKey}", "aws:TagKeys"), ("aws:ResourceTag/${TagKey}",)]


def test_of_ec2_what_the_simulated_aws_answers(tool: ModuleType) -> None:
    answered = tool.answered_by_ec2()
    assert {"CreateVpc", "RunInstances", "DescribeVpcBlockPublicAccessOptions"} <= answered
    assert "CreateIpam" not in answered
    offered = {name.lower(): {"name": name} for name in ("RunInstances", "CreateIpam")}
    assert list(tool.kept("ec2", offered)) == ["RunInstances"]


def test_of_s3_and_organizations_a_few(tool: ModuleType) -> None:
    assert list(tool.kept("s3", {"a": {"name": "GetObject"}, "b": {"name": "PutBucketAcl"}})) == ["GetObject"]
    assert list(tool.kept("organizations", {"a": {"name": "ListRoots"}, "b": {"name": "MoveAccount"}})) == ["ListRoots"]
