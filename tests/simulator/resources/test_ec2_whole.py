"""A stack with a resource of every type of EC2 that is simulated, as a person makes it by the AWS CLI."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from c9lib.simulator.identity import administrator
from c9lib.simulator.resources.nouns import Properties, Work, handled_kinds, handler_of
from c9lib.simulator.services.stacks import Stack, find
from c9lib.simulator.world import World

TEMPLATE = Path(__file__).with_name("every_ec2_type.yaml").read_text(encoding="utf-8")
Cli = Callable[..., "CompletedProcess[str]"]


def ask(cli: Cli, *words: str) -> Any:
    done = cli(*words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout or "{}")


def status(cli: Cli, name: str) -> str:
    return str(ask(cli, "cloudformation", "describe-stacks", "--stack-name", name)["Stacks"][0]["StackStatus"])


def read(world: World, stack: Stack, logical_id: str) -> Properties:
    """What is in the account of a resource."""
    held = stack.resources[logical_id]
    handler = handler_of(held.kind)
    assert handler is not None
    work = Work(
        world=world,
        region="us-east-1",
        stack_name=stack.name,
        stack_id=stack.id,
        logical_id=logical_id,
        kind=held.kind,
        properties=dict(held.properties),
        client=lambda service: world.client(service, "us-east-1", administrator(world)),
        stack_tags=stack.tags,
        physical_id=held.physical_id,
    )
    found = handler.read(work)
    assert found is not None, f"{logical_id} is gone"
    return found


@pytest.fixture
def stack(cli: Cli, world: World, wait: Callable[[float], None]) -> Stack:
    words = ("create-stack", "--stack-name", "net", "--template-body", TEMPLATE, "--tags", "Key=team,Value=blue")
    ask(cli, "cloudformation", *words)
    for _ in range(60):
        wait(10)
    assert status(cli, "net") == "CREATE_COMPLETE"
    found = find(world, "us-east-1", "net")
    assert found is not None
    return found


def test_everything_is_there_as_it_is_said(stack: Stack, world: World) -> None:
    for logical_id, held in stack.resources.items():
        shown = read(world, stack, logical_id)
        assert {name: shown.get(name) for name in held.properties} == held.properties, logical_id


def test_every_type_is_tried() -> None:
    ours = {kind for kind in handled_kinds() if kind.startswith("AWS::EC2::")}
    assert ours
    assert [kind for kind in ours if f"Type: {kind}\n" not in TEMPLATE] == []


def test_it_goes_in_the_right_order_and_nothing_is_left(
    stack: Stack, cli: Cli, aws: Any, wait: Callable[[float], None]
) -> None:
    ask(cli, "cloudformation", "delete-stack", "--stack-name", "net")
    for _ in range(60):
        wait(10)
    assert status(cli, stack.id) == "DELETE_COMPLETE"
    ec2 = aws("ec2")
    assert [one["CidrBlock"] for one in ec2.describe_vpcs()["Vpcs"]] == ["172.31.0.0/16"]
    assert ec2.describe_addresses()["Addresses"] == []
    assert ec2.describe_network_interfaces()["NetworkInterfaces"] == []
    assert ec2.describe_dhcp_options()["DhcpOptions"] == []


def test_its_tags_are_where_ec2_keeps_tags(stack: Stack, cli: Cli) -> None:
    words = ("describe-tags", "--filters", "Name=key,Values=aws:cloudformation:logical-id")
    told = {one["Value"] for one in ask(cli, "ec2", *words)["Tags"]}
    untagged = ("Route", "Association", "Attachment", "Entry", "CidrBlock", "Ingress", "Egress")
    tagged = {name for name, one in stack.resources.items() if not one.kind.endswith(untagged)}
    assert told == tagged
