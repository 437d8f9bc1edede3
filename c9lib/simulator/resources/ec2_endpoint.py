"""AWS::EC2::VPCEndpoint: interface endpoints take their time both ways, gateway endpoints don't (facts 7.2, 7.8).

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from c9lib.simulator.durations import LONG_POLL
from c9lib.simulator.resources.ec2_common import (
    Shown,
    changed,
    client_token,
    retag,
    said,
    settling,
    the_one,
)
from c9lib.simulator.resources.failures import handler_code, returned
from c9lib.simulator.resources.nouns import Handler, Properties, ResourceFailed, Waiting, Work, handles

LISTS = ("SubnetIds", "SecurityGroupIds", "RouteTableIds")
"""Lists that ModifyVpcEndpoint takes as what to add and what to remove."""
MADE_WITH = (
    *("VpcId", "ServiceName", "VpcEndpointType", "IpAddressType", "ServiceRegion", "PrivateDnsEnabled", "DnsOptions"),
    *LISTS,
)
DNS = ("DnsOptions/DnsRecordIpType", "DnsOptions/PrivateDnsOnlyForInboundResolverEndpoint")
TAKES = (*(name for name in MADE_WITH if name != "DnsOptions"), *DNS, "PolicyDocument", "Tags")
INBOUND = "PrivateDnsOnlyForInboundResolverEndpoint"
INBOUND_WORDS = {"OnlyInboundResolver": True, "AllResolvers": False}
"""What the registry calls EC2's true and false; `NotSpecified` is neither."""


@handles("AWS::EC2::VPCEndpoint", takes=TAKES)
class VpcEndpoint(Handler):
    """An endpoint of type Interface or Gateway. `Ref` is its id."""

    def create(self, work: Work) -> Waiting:
        made = work.client("ec2").create_vpc_endpoint(
            **_asked(work.properties),
            ClientToken=client_token(work),
            TagSpecifications=work.specified("vpc-endpoint"),
        )
        work.initiated(made["VpcEndpoint"]["VpcEndpointId"])
        yield from _waiting(work)

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        asked = _changes(work, before)
        if asked:
            work.client("ec2").modify_vpc_endpoint(VpcEndpointId=work.physical_id, **asked)
        retag(work, work.physical_id, before)
        yield from _waiting(work)

    def delete(self, work: Work) -> Waiting:
        answer = work.client("ec2").delete_vpc_endpoints(VpcEndpointIds=[work.physical_id])
        for one in answer.get("Unsuccessful", []):
            code, message = one["Error"]["Code"], one["Error"]["Message"]
            if not code.endswith(".NotFound"):
                raise ResourceFailed(returned(work, message, handler_code(code)))
        while _shown(work) is not None:
            yield LONG_POLL

    def read(self, work: Work) -> Properties | None:
        found = _shown(work)
        if found is None:
            return None
        names = ("VpcId", "ServiceName", "VpcEndpointType", "PrivateDnsEnabled", "IpAddressType", "ServiceRegion")
        zones = [f"{one['HostedZoneId']}:{one['DnsName']}" for one in found.get("DnsEntries", [])]
        return {
            "Id": work.physical_id,
            **said(found, *names, "SubnetIds", "RouteTableIds", "NetworkInterfaceIds"),
            "DnsOptions": _dns_as_said(found.get("DnsOptions", {})),
            "SecurityGroupIds": [one["GroupId"] for one in found.get("Groups", [])],
            "DnsEntries": zones,
            "CreationTimestamp": str(found["CreationTimestamp"]),
            "PolicyDocument": _policy_as_said(work, found.get("PolicyDocument", "")),
            "Tags": work.shown_tags(found.get("Tags", [])),
        }


def _shown(work: Work) -> Shown | None:
    return the_one(work.client("ec2").describe_vpc_endpoints, "VpcEndpoints", VpcEndpointIds=[work.physical_id])


def _waiting(work: Work) -> Waiting:
    """Until it works, or can't."""
    while (found := _shown(work)) and found["State"] == "pending":
        yield LONG_POLL
    state = found["State"] if found else "deleted"
    if state != "available":
        told = f"VPC endpoint {work.physical_id} failed to stabilize. Current state: {state}."
        raise ResourceFailed(returned(work, told, "NotStabilized"))
    yield from settling()


def _asked(properties: Mapping[str, Any]) -> dict[str, Any]:
    """A request that makes the endpoint. CloudFormation's private DNS is off unless it is asked for (AWS's page), EC2's
    is on."""
    asked = said(properties, *MADE_WITH)
    if asked.get("VpcEndpointType") == "Interface":
        asked.setdefault("PrivateDnsEnabled", False)
    if "DnsOptions" in asked:
        asked["DnsOptions"] = _dns(asked["DnsOptions"])
    policy = properties.get("PolicyDocument")
    return {**asked, "PolicyDocument": _text(policy)} if policy else asked


def _dns(options: Mapping[str, Any]) -> dict[str, Any]:
    """DnsOptions as EC2 takes them."""
    inbound = INBOUND_WORDS.get(options.get(INBOUND, ""))
    return {**said(options, "DnsRecordIpType"), **({} if inbound is None else {INBOUND: inbound})}


def _dns_as_said(options: Mapping[str, Any]) -> dict[str, Any]:
    """DnsOptions of EC2 in the registry's words."""
    words = {value: word for word, value in INBOUND_WORDS.items()}
    word = words[options[INBOUND]] if INBOUND in options else "NotSpecified"
    return {**said(options, "DnsRecordIpType"), INBOUND: word}


def _text(policy: Any) -> str:
    return policy if isinstance(policy, str) else json.dumps(policy)


def _changes(work: Work, before: Mapping[str, Any]) -> dict[str, Any]:
    """What ModifyVpcEndpoint is asked for; {} when only tags differ."""
    asked: dict[str, Any] = {}
    for name in LISTS:
        held, wanted = before.get(name) or [], work.properties.get(name) or []
        asked[f"Add{name}"] = [one for one in wanted if one not in held]
        asked[f"Remove{name}"] = [one for one in held if one not in wanted]
    asked = {name: value for name, value in asked.items() if value}
    now, then = _asked(work.properties), _asked(before)
    for name in ("PrivateDnsEnabled", "DnsOptions", "IpAddressType"):
        if now.get(name) != then.get(name) and name in now:
            asked[name] = now[name]
    if changed(work, before, "PolicyDocument"):
        asked |= said(now, "PolicyDocument") or {"ResetPolicy": True}
    return asked


def _policy_as_said(work: Work, policy: str) -> Any:
    """The policy as an object, and as the text that the template has where it says the same."""
    shown = json.loads(policy) if policy else {}
    wanted = work.properties.get("PolicyDocument")
    return wanted if isinstance(wanted, str) and _read(wanted) == shown else shown


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
