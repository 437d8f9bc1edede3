"""Whose a thing is that a command would change: this class's, or somebody else's.

The tag c9lib:deployment tells. What AWS makes together with a VPC (its main route table, its default network ACL and
security group) has no tag of its own, and is as much the class's as the VPC is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from c9lib.aws import Session
from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.steps.reading import found, tag
from c9lib.workshop.lines import Line

OF_EC2 = (
    "--group-id",
    "--network-acl-id",
    "--route-table-id",
    "--vpc-id",
    "--vpc-endpoint-id",
    "--vpc-endpoint-ids",
    "--subnet-id",
    "--instance-id",
    "--instance-ids",
    "--network-interface-id",
    "--association-id",
    "--internet-gateway-id",
)
"""Options that name what a command of EC2 or Systems Manager changes; what else it names it only refers to."""
MAKING = (
    "allocate-address",
    "create-internet-gateway",
    "create-nat-gateway",
    "create-security-group",
    "create-vpc-endpoint",
    "create-vpc-block-public-access-exclusion",
    "create-role",
    "create-instance-profile",
    "create-policy",
    "create-service-linked-role",
    "create-environment-ec2",
)
"""They make a thing that carries no tag of the class, so that its tear-down wouldn't find it."""
MOST = 200
"""The most values of a filter (EC2 API reference)."""
ID = re.compile(r"[a-z]+-[0-9a-f]+")
UNTAGGED = {
    "acl": ("describe_network_acls", "NetworkAcls", "NetworkAclIds"),
    "rtb": ("describe_route_tables", "RouteTables", "RouteTableIds"),
    "sg": ("describe_security_groups", "SecurityGroups", "GroupIds"),
    "eni": ("describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceIds"),
}
"""Kinds of things that may have no tag, and still an owner."""


class Owned:
    """What belongs to these deployments, and these environments, asked as commands come; each thing once."""

    def __init__(self, session: Session, deployments: Collection[str], environments: Collection[str]) -> None:
        self._session = session
        self._deployments = frozenset(deployments)
        self._environments = frozenset(environments)
        self._known: dict[str, bool] = {}

    def look(self, lines: Iterable[Line]) -> None:
        """Ask for the tags of all that EC2 has of these commands' targets at once."""
        ids = {name for line in lines if line.service in ("ec2", "ssm") for name in self._targets(line)}
        unknown = sorted(name for name in ids - self._known.keys() if ID.fullmatch(name))
        for start in range(0, len(unknown), MOST):
            wanted = [
                {"Name": "resource-id", "Values": unknown[start : start + MOST]},
                {"Name": "key", "Values": [DEPLOYMENT_TAG]},
            ]
            for one in self._session.pages("ec2", "describe_tags", "Tags", Filters=wanted):
                self._known[str(one["ResourceId"])] = one["Value"] in self._deployments

    def why_not(self, line: Line) -> str:
        """Why a command isn't about the class's own things; "" when it is. Raises botocore's errors."""
        for one in (line, *line.inner):
            if one.operation in MAKING:
                return f"{one.operation} makes something that the tear-down of the class wouldn't find"
        targets = self._targets(line)
        if not targets:
            return f"{line.service} {line.operation} changes more than the things of this class"
        strange = [name for name in targets if not self._is_ours(line, name)]
        return f"{' and '.join(strange)} is not of this class" if strange else ""

    def _targets(self, line: Line) -> list[str]:
        wanted = {"ec2": OF_EC2, "ssm": OF_EC2, "iam": ("--role-name", "--instance-profile-name")}
        options = {"cloud9": ("--environment-id",), **wanted}.get(line.service, ())
        targets, option = [], ""
        for word in line.words:
            if isinstance(word, str) and word.startswith("--"):
                option = word.partition("=")[0]
            elif option in options:
                # An id that AWS is asked for first is that of a thing of the same VPC; whose isn't known before.
                targets.append(word if isinstance(word, str) else word.text)
        return targets

    def _is_ours(self, line: Line, name: str) -> bool:
        if name not in self._known:
            ask = {"iam": self._iam, "cloud9": self._environment}.get(line.service, self._ec2)
            self._known[name] = ask(name)
        return self._known[name]

    def _environment(self, name: str) -> bool:
        return name in self._environments

    def _iam(self, name: str) -> bool:
        iam = self._session.client("iam")
        role = found(iam.get_role, "NoSuchEntity", RoleName=name)
        if role is not None:
            return self._tagged(role["Role"])
        profile = found(iam.get_instance_profile, "NoSuchEntity", InstanceProfileName=name)
        return profile is not None and self._tagged(profile["InstanceProfile"])

    def _tagged(self, thing: Mapping[str, Any]) -> bool:
        return tag(thing.get("Tags", ()), DEPLOYMENT_TAG) in self._deployments

    def _ec2(self, name: str) -> bool:
        if name.startswith("iip-assoc-"):
            return self._association(name)
        wanted = [{"Name": "resource-id", "Values": [name]}]
        tags = self._session.pages("ec2", "describe_tags", "Tags", Filters=wanted)
        if tag(tags, DEPLOYMENT_TAG):
            return tag(tags, DEPLOYMENT_TAG) in self._deployments
        return self._by_what_it_belongs_to(name)

    def _association(self, name: str) -> bool:
        told = self._session.pages(
            "ec2",
            "describe_iam_instance_profile_associations",
            "IamInstanceProfileAssociations",
            AssociationIds=[name],
        )
        return bool(told) and self._ec2(str(told[0]["InstanceId"]))

    def _by_what_it_belongs_to(self, name: str) -> bool:
        """A thing without a tag: made by AWS with its VPC, or with its instance."""
        kind = name.partition("-")[0]
        if kind not in UNTAGGED:
            return False
        method, items, option = UNTAGGED[kind]
        asked: dict[str, Any] = {option: [name]}
        things = self._session.pages("ec2", method, items, **asked)
        if not things:
            return False
        if kind == "eni":
            held = str(things[0].get("Attachment", {}).get("InstanceId", ""))
            return bool(held) and self._ec2(held)
        return _made_with_vpc(things[0]) and self._ec2(str(things[0]["VpcId"]))


def _made_with_vpc(thing: Mapping[str, Any]) -> bool:
    main = any(one.get("Main") for one in thing.get("Associations", ()))
    return bool(thing.get("IsDefault") or main or thing.get("GroupName") == "default")
