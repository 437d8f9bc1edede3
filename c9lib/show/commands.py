"""The calls that were made, as AWS CLI commands that do the same."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from botocore import xform_name

from c9lib.nouns import Call

WIDTH = 110
GLOBAL_SERVICES = {"iam"}
"""Services that are in no Region."""
OPPOSITES = {"--egress": "--ingress"}
"""How the AWS CLI spells the opposite of a flag where it isn't --no-FLAG (awscli.customizations.argrename)."""


@dataclass(frozen=True)
class Commands:
    """AWS CLI commands, one after another; drawn as text that can be copied."""

    lines: tuple[str, ...]
    empty: str = "# nothing was written, so there is nothing to do by hand"

    def __str__(self) -> str:
        return "\n".join(self.lines) or self.empty

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": f"<pre>{escape(str(self))}</pre>"}


def by_hand(calls: Iterable[Call]) -> Commands:
    """The writes among these calls that succeeded, as commands; after what goes on by itself and the next command needs
    at its end comes the AWS CLI's own wait for it.
    """
    written = [call for call in calls if call.writes and call.outcome == "ok"]
    new = {_of_stack(call) for call in written if call.arguments.get("ChangeSetType") == "CREATE"}
    return Commands(tuple(line for call in written for line in (as_command(call), *_waits(call, new))))


def _of_stack(call: Call) -> tuple[str, str]:
    return str(call.arguments.get("ChangeSetName")), str(call.arguments.get("StackName"))


def _waits(call: Call, new: set[tuple[str, str]]) -> Iterator[str]:
    """Waiting for CloudFormation, whose commands return at once, and until a NAT gateway gives back its address. `new`
    are the change sets that make a stack."""
    if call.operation == "DeleteNatGateway":
        gateway = call.arguments["NatGatewayId"]
        yield f"aws ec2 wait nat-gateway-deleted --nat-gateway-ids {gateway} --region {call.region}"
    if call.service != "cloudformation":
        return
    names = ("StackName", "ChangeSetName") if call.operation == "CreateChangeSet" else ("StackName",)
    verbs = {
        "CreateChangeSet": "change-set-create-complete",
        "ExecuteChangeSet": f"stack-{'create' if _of_stack(call) in new else 'update'}-complete",
        "DeleteStack": "stack-delete-complete",
    }
    if call.operation in verbs:
        options = [_option("--" + xform_name(name, "-"), call.arguments[name]) for name in names]
        yield " ".join([f"aws cloudformation wait {verbs[call.operation]}", *options, f"--region {call.region}"])


def as_command(call: Call) -> str:
    """One call as a command for a POSIX shell, folded at its options when it is long. It names the Region, where the
    service has any.

    >>> as_command(Call("iam", "GetRole", {"RoleName": "R"}, "us-east-1", "ok", 0.1))
    'aws iam get-role --role-name R'
    """
    words = [f"aws {call.service} {xform_name(call.operation, '-')}"]
    words += [_option("--" + xform_name(name, "-"), value) for name, value in call.arguments.items()]
    if call.service not in GLOBAL_SERVICES:
        words.append(f"--region {call.region}")
    line = " ".join(words)
    return line if len(line) <= WIDTH else " \\\n    ".join(words)


def _option(option: str, value: Any) -> str:
    if isinstance(value, Mapping) and set(value) == {"Value"} and isinstance(value["Value"], bool):
        value = value["Value"]  # EC2's attributes: {"Value": true} in the API, a flag in the CLI
    if isinstance(value, bool):
        return option if value else OPPOSITES.get(option, option.replace("--", "--no-", 1))
    if isinstance(value, list | tuple) and value and all(_plain(item) for item in value):
        return " ".join([option, *(shlex.quote(item) for item in value)])
    if isinstance(value, Mapping | list | tuple):
        return f"{option} {shlex.quote(json.dumps(value, default=str))}"
    text = str(value)
    # Otherwise the CLI would take a value that begins with - for the next option.
    return f"{option}={shlex.quote(text)}" if text.startswith("-") else f"{option} {shlex.quote(text)}"


def _plain(item: Any) -> bool:
    """Whether the CLI takes an item of a list as it stands, and not for JSON or the next option."""
    return isinstance(item, str) and not item.startswith(("-", "[", "{"))
