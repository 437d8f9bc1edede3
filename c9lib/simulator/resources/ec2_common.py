"""What the handlers of EC2's types share: what is gone already, removing what something depends on, tags.

Every handler asks EC2 as any client does, so whoever the stack works for needs the permissions that the registry's
schema of the type lists under `handlers` (facts 3.8 for Cloud9's).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from c9lib.simulator.api import NotSimulated
from c9lib.simulator.durations import DEPENDENCY_LIMIT, DEPENDENCY_POLL, NETWORK_PART
from c9lib.simulator.resources.nouns import Properties, Waiting, Work

Shown = dict[str, Any]
GONE = ("NatGatewayNotFound", "Gateway.NotAttached")
"""Codes of EC2 for what isn't there, besides those that end in `.NotFound`."""
IN_USE = ("DependencyViolation", "InvalidIPAddress.InUse")
"""Codes of EC2 for what can't be removed yet."""


def code_of(error: ClientError) -> str:
    """EC2's code of a refusal."""
    return str(error.response["Error"]["Code"])


def is_gone(error: ClientError) -> bool:
    """Whether EC2 says that what a request names isn't there."""
    code = code_of(error)
    return code.endswith(".NotFound") or code in GONE


def the_one(describe: Callable[..., Shown], member: str, **asked: Any) -> Shown | None:
    """The first of what a Describe call shows under `member`; None for nothing, and for an id that isn't there."""
    try:
        shown = describe(**asked)[member]
    except ClientError as error:
        if is_gone(error):
            return None
        raise
    return dict(shown[0]) if shown else None


def where(**values: str) -> list[dict[str, Any]]:
    """Filters of a Describe call: `where(vpc_id="vpc-1")`."""
    return [{"Name": name.replace("_", "-"), "Values": [value]} for name, value in values.items()]


def settling() -> Waiting:
    """CloudFormation takes a moment for what EC2 does at once."""
    yield NETWORK_PART


def removing(remove: Callable[[], object]) -> Waiting:
    """Remove something that EC2 removes at once. What is gone is removed; what something depends on is tried again.

    Raises EC2's refusal when it still depends after `DEPENDENCY_LIMIT`.
    """
    waited = 0
    while not _removed(remove, last=waited >= DEPENDENCY_LIMIT):
        yield DEPENDENCY_POLL
        waited += DEPENDENCY_POLL
    yield NETWORK_PART


def _removed(remove: Callable[[], object], *, last: bool) -> bool:
    try:
        remove()
    except ClientError as error:
        if is_gone(error):
            return True
        if code_of(error) not in IN_USE or last:
            raise
        return False
    return True


def said(properties: Mapping[str, Any], *names: str) -> Properties:
    """Those of the properties that are said, as a request has them."""
    return {name: properties[name] for name in names if name in properties}


def changed(work: Work, before: Mapping[str, Any], *names: str) -> bool:
    """Whether one of the properties is another one than `before`."""
    return any(work.properties.get(name) != before.get(name) for name in names)


def only(work: Work, **usual: Any) -> None:
    """Refuse other values of properties than the usual one, by name: they would have to be ignored."""
    for name, value in usual.items():
        if work.properties.get(name, value) != value:
            raise NotSimulated(f"Property {name} ({work.properties[name]}) of {work.kind}")


def client_token(work: Work) -> str:
    """A token for one request that makes this resource. Another one when it is made again: EC2 would answer a repeated
    token with the first resource, which is gone."""
    return hashlib.sha256(f"{work.token}/{work.world.clock.now}".encode()).hexdigest()[:32]


def retag(work: Work, resource_id: str, before: Mapping[str, Any]) -> None:
    """Bring the tags of a resource from the ones before to the wanted ones."""
    new, old = work.changed_tags(before)
    ec2 = work.client("ec2")
    if new:
        ec2.create_tags(Resources=[resource_id], Tags=new)
    if old:
        ec2.delete_tags(Resources=[resource_id], Tags=[{"Key": key} for key in old])
