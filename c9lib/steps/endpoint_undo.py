"""Removing this deployment's endpoints and the security group that guards them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from c9lib.aws import Session
from c9lib.errors import StepError
from c9lib.nouns import Change, Plan, Seen, Wait
from c9lib.path.network import state_of
from c9lib.steps.egress import opening_again
from c9lib.steps.endpoint_keeping import needed_by
from c9lib.steps.endpoint_parts import group_name
from c9lib.steps.environments import instance_of
from c9lib.steps.group_keeping import added, used_by
from c9lib.steps.leaving import Leaving
from c9lib.steps.place import Thing
from c9lib.steps.reading import in_words

GONE = Wait("the VPC endpoints and their interfaces are gone", 120, 900, 10, "estimate: asynchronous (facts 7.8)")
GONE_ALREADY = ("InvalidVpcEndpoint.NotFound", "InvalidVpcEndpointId.NotFound")
"""What EC2 says of an endpoint that somebody else has deleted meanwhile."""

SILENT = (
    "The instance stays: without the endpoints its agent needs another way to Systems Manager, or Cloud9 doesn't"
    " reach it any more."
)


def tagged(session: Session) -> list[Thing]:
    """This deployment's endpoints in all VPCs, but for those that are deleted already."""
    found = session.pages("ec2", "describe_vpc_endpoints", "VpcEndpoints", Filters=session.tag_filter())
    return sorted((one for one in found if state_of(one) != "deleted"), key=lambda one: str(one["VpcEndpointId"]))


def interfaces(there: list[Thing]) -> frozenset[str]:
    """The network interfaces of endpoints."""
    return frozenset(name for one in there for name in one.get("NetworkInterfaceIds", ()))


def plan_undo(session: Session, leaving: Leaving) -> Plan:
    """Endpoints first, and wait: their interfaces hold the group and the subnet until they are gone. What others need
    stays, with the group that guards it.

    An instance that stays is let out before, where `restrict_egress` left it only the endpoints.
    """
    found = [one for one in tagged(session) if one["VpcEndpointId"] not in leaving.of_stacks]
    needed = needed_by(session, found, leaving) if leaving.staying is None else leaving.staying
    there = [one for one in found if one["VpcEndpointId"] not in needed]
    guarding = {group["GroupId"] for one in found if one["VpcEndpointId"] in needed for group in one.get("Groups", ())}
    filters = [*session.tag_filter(), {"Name": "group-name", "Values": [group_name(session)]}]
    own = session.pages("ec2", "describe_security_groups", "SecurityGroups", Filters=filters)
    guarded = guarding & {str(one["GroupId"]) for one in own}
    free = [one for one in own if one["GroupId"] not in leaving.of_stacks | guarded]
    users = {str(one["GroupId"]): used_by(session, one["GroupId"], leaving) for one in free}
    groups = [one for one in free if not users[one["GroupId"]]]
    instance = instance_of(session) if groups else None
    stays = instance if instance and instance["InstanceId"] not in leaving.instances else None
    endpoints = (_delete_endpoints(session, there),) if there else ()
    ids = sorted(str(group["GroupId"]) for group in groups)
    changes = (*opening_again(session, stays, groups), *endpoints, *(_delete_group(session, name) for name in ids))
    silent = (SILENT,) if stays and endpoints else ()
    return Plan("endpoints", changes, (*silent, *_kept(needed, guarded, users), *_changed(session, groups)))


def _kept(needed: Mapping[str, str], guarded: set[str], users: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    yield from (f"The endpoint {name} stays: {why}." for name, why in sorted(needed.items()))
    yield from (f"The security group {name} stays: it guards an endpoint that stays." for name in sorted(guarded))
    yield from (f"The security group {name} stays: {why}" for name, some in users.items() for why in some)


def _changed(session: Session, groups: Iterable[Thing]) -> Iterator[str]:
    """What somebody added to groups that go: it lets nobody in any more."""
    for group in groups:
        rules = in_words(added(session, group), "")
        if rules:
            yield f"The security group {group['GroupId']} goes with rules that somebody added: {rules}."


def _delete_endpoints(session: Session, there: list[Thing]) -> Change:
    def run() -> None:
        ids = [str(one["VpcEndpointId"]) for one in there if state_of(one) != "deleting"]
        told = session.client("ec2").delete_vpc_endpoints(VpcEndpointIds=ids) if ids else {}
        _raise_for(told.get("Unsuccessful", ()))
        session.wait(GONE, lambda: _gone(session, there))

    names = in_words(f"{one['VpcEndpointId']} ({one['ServiceName'].rpartition('.')[2]})" for one in there)
    return Change(
        "delete",
        f"VPC endpoints {names}",
        "this deployment made them; what the VPC had before is left alone",
        ("ec2:DeleteVpcEndpoints", "ec2:DescribeVpcEndpoints", "ec2:DescribeNetworkInterfaces"),
        "run step endpoints",
        run=run,
    )


def _raise_for(unsuccessful: Iterable[Thing]) -> None:
    """`DeleteVpcEndpoints` answers well even when it refuses some of them. Raises `StepError`."""
    there = [one for one in unsuccessful if one["Error"]["Code"] not in GONE_ALREADY]
    refused = [f"{one['ResourceId']}: {one['Error']['Code']}: {one['Error']['Message']}" for one in there]
    if refused:
        raise StepError(
            "AWS refused to delete some VPC endpoints.",
            details=tuple(refused),
            remedy=("Mend what the message names, then run the tear-down again.",),
        )


def _gone(session: Session, there: list[Thing]) -> Seen:
    going = {one["VpcEndpointId"] for one in there}
    left = [str(one["VpcEndpointId"]) for one in tagged(session) if one["VpcEndpointId"] in going]
    if left:
        return Seen(f"{in_words(left)} deleting")
    ids = sorted(interfaces(there))
    filters = [{"Name": "network-interface-id", "Values": ids}]
    held = session.pages("ec2", "describe_network_interfaces", "NetworkInterfaces", Filters=filters) if ids else []
    return Seen("interfaces still there" if held else "gone", done=not held)


def _delete_group(session: Session, group_id: str) -> Change:
    return Change(
        "delete",
        f"security group {group_id}",
        "this deployment made it for its endpoints",
        ("ec2:DeleteSecurityGroup",),
        "run step endpoints",
        run=lambda: session.client("ec2").delete_security_group(GroupId=group_id),
    )
