"""The types of parameters (AWS: "CloudFormation-supplied parameter types")."""

from __future__ import annotations

from dataclasses import dataclass

LOOKED_UP = "AWS::SSM::Parameter::Value<"
OF_ACCOUNT = frozenset(
    {
        "AWS::EC2::AvailabilityZone::Name",
        "AWS::EC2::Image::Id",
        "AWS::EC2::Instance::Id",
        "AWS::EC2::KeyPair::KeyName",
        "AWS::EC2::SecurityGroup::GroupName",
        "AWS::EC2::SecurityGroup::Id",
        "AWS::EC2::Subnet::Id",
        "AWS::EC2::Volume::Id",
        "AWS::EC2::VPC::Id",
        "AWS::Route53::HostedZone::Id",
        "AWS::SSM::Parameter::Name",
    }
)
"""Types whose values have to exist in the account and the Region."""

NO_LIST = frozenset({"AWS::EC2::KeyPair::KeyName", "AWS::SSM::Parameter::Name"})
"""Types of the account that no list is of."""


@dataclass(frozen=True)
class Kind:
    """A type taken apart. `item` is the type of the value, or of each item of a list; `looked_up` says that the value
    is the name of an SSM parameter which holds it.
    """

    item: str
    listed: bool = False
    looked_up: bool = False

    @property
    def of_account(self) -> bool:
        """Whether each value has to exist in the account."""
        return self.item in OF_ACCOUNT


def kind_of(name: str) -> Kind | None:
    """A parameter's type, or None for one that AWS doesn't know."""
    looked_up = name.startswith(LOOKED_UP) and name.endswith(">")
    inner = name.removeprefix(LOOKED_UP).removesuffix(">") if looked_up else name
    if inner == "CommaDelimitedList":
        return Kind("String", listed=True, looked_up=looked_up)
    listed = inner.startswith("List<") and inner.endswith(">")
    item = inner.removeprefix("List<").removesuffix(">") if listed else inner
    known = item in OF_ACCOUNT or item in ("Number", "String")
    return Kind(item, listed, looked_up) if known and not (listed and item in NO_LIST) else None
