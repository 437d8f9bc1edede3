"""Where to see in the AWS console what a call has made: a deep link for each thing, by its service, Region and id.

The forms are those that the console itself shows in a browser's address field; AWS documents none of them. They lead
to a real account only: for the simulated AWS they are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from c9lib.nouns import Call


@dataclass(frozen=True)
class Page:
    """A page of the AWS console: what is seen there, and its address; "" with `why` where there is none."""

    what: str
    url: str = ""
    why: str = ""


HOST = "https://{region}.console.aws.amazon.com"
IAM_HOST = "https://console.aws.amazon.com/iam/home"
EC2: Mapping[str, tuple[str, str]] = {
    "vpc": ("VPC", "vpcconsole/home?region={region}#VpcDetails:VpcId={id}"),
    "subnet": ("subnet", "vpcconsole/home?region={region}#SubnetDetails:subnetId={id}"),
    "rtb": ("route table", "vpcconsole/home?region={region}#RouteTableDetails:RouteTableId={id}"),
    "igw": ("internet gateway", "vpcconsole/home?region={region}#InternetGateway:internetGatewayId={id}"),
    "nat": ("NAT gateway", "vpcconsole/home?region={region}#NatGatewayDetails:natGatewayId={id}"),
    "eipalloc": ("Elastic IP address", "vpcconsole/home?region={region}#ElasticIpDetails:AllocationId={id}"),
    "vpce": ("VPC endpoint", "vpcconsole/home?region={region}#EndpointDetails:vpcEndpointId={id}"),
    "sg": ("security group", "vpcconsole/home?region={region}#SecurityGroup:groupId={id}"),
    "i": ("EC2 instance", "ec2/home?region={region}#InstanceDetails:instanceId={id}"),
}
"""By the beginning of an EC2 id: what it is, and its page."""
ID = re.compile(r"\b(" + "|".join(EC2) + r")-(?:[0-9a-f]{17}|[0-9a-f]{8})\b")
INSTANCE = re.compile(r"\bi-(?:[0-9a-f]{17}|[0-9a-f]{8})\b")
LISTS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("ec2", "CreateVpcEndpoint"): ("VPC endpoints", "vpcconsole/home?region={region}#Endpoints:"),
    ("cloud9", "CreateEnvironmentEC2"): ("Cloud9 environments", "cloud9control/home?region={region}#/"),
    ("cloudformation", "CreateChangeSet"): ("CloudFormation stacks", "cloudformation/home?region={region}#/stacks"),
}
"""Pages for what a call makes without naming its id."""
IAM: Mapping[str, tuple[str, str]] = {
    "RoleName": ("role", "#/roles/details/{id}"),
    "UserName": ("user", "#/users/details/{id}"),
    "GroupName": ("group", "#/groups/details/{id}"),
    "PolicyArn": ("policy", "#/policies/details/{id}"),
}
PROFILE = "InstanceProfileName"
NOT_SHOWN = "the IAM console shows no instance profiles: aws iam get-instance-profile --instance-profile-name {0}"
GONE: Mapping[str, tuple[str, str]] = {
    "vpc": ("VPCs", "vpcconsole/home?region={region}#vpcs:"),
    "nat": ("NAT gateways", "vpcconsole/home?region={region}#NatGateways:"),
    "eipalloc": ("Elastic IP addresses", "vpcconsole/home?region={region}#Addresses:"),
    "vpce": ("VPC endpoints", "vpcconsole/home?region={region}#Endpoints:"),
}
"""Lists in which what cost money is to be missed, by the beginning of its id."""
ROLES = Page("roles", f"{IAM_HOST}#/roles")
TAKES_AWAY = ("Delete", "Release", "Detach", "Disassociate", "Remove", "Revoke", "Untag")
LAUNCHES = ("CreateEnvironmentEC2", "ExecuteChangeSet")
ENVIRONMENT = ("Cloud9 environment", "cloud9control/home?region={region}#/environments/{id}")
MOST = 6
"""How many pages are named; the others are found from them."""


def pages(calls: Iterable[Call]) -> tuple[Page, ...]:
    """The pages for what these calls wrote, in the order in which it was first named; each thing once.

    What a launch makes is named by the calls that wait for it. Of what was taken away, the lists that it is gone from.
    """
    well = [call for call in calls if call.outcome == "ok"]
    written = [call for call in well if call.writes]
    if written and sum(call.operation.startswith(TAKES_AWAY) for call in written) > len(written) / 2:
        return _once(page for call in written for page in _gone(call))
    launched = any(call.operation in LAUNCHES for call in written)
    told = well if launched else written
    return _once(page for call in told for page in (_of(call) if call.writes else _launched(call)))


def _once(found: Iterable[Page]) -> tuple[Page, ...]:
    return tuple({page.what: page for page in found}.values())


def _launched(call: Call) -> Iterator[Page]:
    """The environment and the instance that somebody waits for."""
    if call.service == "cloud9" and "environmentId" in call.arguments:
        yield regional(ENVIRONMENT, call.region, str(call.arguments["environmentId"]))
    for found in INSTANCE.finditer(str(call.arguments) if call.service == "ssm" else ""):
        yield regional(EC2["i"], call.region, found[0])


def _gone(call: Call) -> Iterator[Page]:
    if call.operation == "DeleteEnvironment":
        yield regional(LISTS["cloud9", "CreateEnvironmentEC2"], call.region, "")
    if call.operation == "DeleteStack":
        yield regional(LISTS["cloudformation", "CreateChangeSet"], call.region, "")
    if call.operation == "DeleteRole":
        yield ROLES
    if call.service == "ec2" and call.operation.startswith(("Delete", "Release")):
        kinds = {found[1]: None for found in ID.finditer(str(call.arguments))}
        yield from (regional(GONE[kind], call.region, "") for kind in kinds if kind in GONE)


def _of(call: Call) -> Iterator[Page]:
    if call.service == "iam":
        yield from _iam(call.arguments)
        return
    if (call.service, call.operation) in LISTS and call.operation not in LAUNCHES:
        yield regional(LISTS[call.service, call.operation], call.region, "")
    if "environmentId" in call.arguments:
        yield regional(ENVIRONMENT, call.region, str(call.arguments["environmentId"]))
    for found in ID.finditer(str(call.arguments) if call.service == "ec2" else ""):
        yield regional(EC2[found[1]], call.region, found[0])


def regional(page: tuple[str, str], region: str, thing: str) -> Page:
    """The page of a thing, or a list of things where `thing` is ""."""
    noun, form = page
    url = f"{HOST}/{form}".format(region=region, id=quote(thing, safe=""))
    return Page(f"{noun} {thing}".strip(), url)


def _iam(arguments: Mapping[str, Any]) -> Iterator[Page]:
    if PROFILE in arguments:
        name = str(arguments[PROFILE])
        yield Page(f"instance profile {name}", why=NOT_SHOWN.format(name))
    for member, (noun, form) in IAM.items():
        if member in arguments:
            thing = str(arguments[member])
            yield Page(f"{noun} {thing}", IAM_HOST + form.format(id=quote(thing, safe="")))


def first(found: Sequence[Page]) -> tuple[tuple[Page, ...], int]:
    """The pages that are named, and how many more there are."""
    return tuple(found[:MOST]), max(len(found) - MOST, 0)
