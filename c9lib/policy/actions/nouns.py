"""The words of this room: what has to be allowed, what has to be looked up for it, what AWS documents of an action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

Params = Mapping[str, Any]
Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Requirement:
    """One thing that has to be allowed; a call is allowed when all of its requirements are.

    `resource` is one ARN as AWS authorizes it; what is to be made is `arn:aws:ec2:REGION:ACCOUNT:vpc/*`, and an action
    without resources has `*`. `context` is what the request and the resource say: condition keys with their values.
    `named` is how AWS names the resource in a refusal where that isn't `resource`: IAM writes `role NAME`.
    """

    action: str
    resource: str = "*"
    context: Values = field(default_factory=dict, hash=False)
    named: str = ""


class Facts(Protocol):
    """What has to be looked up in the account."""

    @property
    def account(self) -> str:
        """Its twelve digits."""

    @property
    def region(self) -> str:
        """Where the call goes."""

    def iam_arn(self, kind: str, name: str) -> str | None:
        """ARN of a `role`, `user`, `group` or `instance profile`, with its path; None where there is none."""

    def profile_role(self, name: str) -> str | None:
        """ARN of the role in an instance profile; None where there is no profile, or no role in it."""

    def tags(self, arn: str) -> Mapping[str, str]:
        """Tags of an existing resource; {} if it has none or nobody knows."""

    def about(self, arn: str) -> Values:
        """More condition keys of an existing resource (`ec2:Vpc`, `iam:PermissionsBoundary`); {} if there are none."""


@runtime_checkable
class Related(Protocol):
    """Facts may also know what an id stands for; without it `route-table/*` is asked for where AWS asks for one."""

    def related(self, name: str) -> tuple[str, ...]:
        """The ids that an association, an attachment or an alias ties together: of `rtbassoc-…` the route table's and
        the subnet's, of `iip-assoc-…` the instance's, of `alias/NAME` the key's, of `resolve:ssm:…` the image's, of a
        change set's ARN its stack's; () where nobody knows.
        """


@runtime_checkable
class Owners(Protocol):
    """Facts may also know whose a resource is; without it everything is the account's own."""

    def owner(self, name: str) -> str:
        """The account that owns a resource of EC2, by its id: another one's for a shared subnet, `aws` for a prefix
        list of AWS; "" where nobody knows.
        """


@runtime_checkable
class Caller(Protocol):
    """Facts may also know who calls: some operations of IAM mean the caller when they name nobody."""

    @property
    def caller_user(self) -> str:
        """The name of the IAM user that calls; "" for anybody else."""


@runtime_checkable
class KeyOwners(Protocol):
    """Facts may also know whose an access key is: one operation of IAM names a key, and means its user."""

    def key_owner(self, access_key: str) -> str:
        """The name of the IAM user whose key this is; "" for one that nobody has."""


@runtime_checkable
class Encryption(Protocol):
    """Facts may also know whether volumes are encrypted when nobody says so; without it nothing is told of that."""

    @property
    def encrypts_volumes(self) -> bool:
        """Whether the Region encrypts EBS volumes by default."""


@dataclass(frozen=True)
class ResourceType:
    """A type of resource that an action is authorized on, as the Service Authorization Reference lists it."""

    name: str
    arn: str
    """Its format: `arn:${Partition}:ec2:${Region}:${Account}:vpc/${VpcId}`."""
    required: bool
    conditions: tuple[str, ...]
    """Condition keys that this resource brings."""


@dataclass(frozen=True)
class ActionFacts:
    """What the Service Authorization Reference says of an action; of one that isn't in it only the name is there."""

    action: str
    access: str = ""
    """`List`, `Read`, `Write`, `Permissions management`, `Tagging`; "" where the action is unknown."""
    resources: tuple[ResourceType, ...] = ()
    conditions: tuple[str, ...] = ()
    """Condition keys that the action brings, whatever the resource."""
    dependent: tuple[str, ...] = ()
    """Actions that a caller may need besides, under circumstances that the reference doesn't tell."""

    def type(self, name: str) -> ResourceType | None:
        """One of its types of resources; None where it has none of this name."""
        return next((one for one in self.resources if one.name == name), None)
