"""An account as plain data, and the form in which the tables of this folder say what a call needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from c9lib.policy.actions import Requirement, requirements

ACCOUNT = "123456789012"
REGION = "eu-west-1"
IAM = f"arn:aws:iam::{ACCOUNT}:"
EC2 = f"arn:aws:ec2:{REGION}:{ACCOUNT}:"
SSM = f"arn:aws:ssm:{REGION}:{ACCOUNT}:"
CLOUD9 = f"arn:aws:cloud9:{REGION}:{ACCOUNT}:environment:"
STACKS = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/"
STACK_ID = f"{STACKS}aws-cloud9-demo-{'0' * 32}/0b05dfd0-876f-11f1-963c-0e97a2fa656f"
CHANGE_SET = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:changeSet/first/1c05dfd0-876f-11f1-963c-0e97a2fa656f"
KEYS = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/"

ROLE = f"{IAM}role/service-role/AWSCloud9SSMAccessRole"
PROFILE = f"{IAM}instance-profile/cloud9/AWSCloud9SSMInstanceProfile"
POLICY = "arn:aws:iam::aws:policy/AWSCloud9SSMInstanceProfile"
BOUNDARY = f"{IAM}policy/limit"
ENVIRONMENT = "8a34f51ce1e04a08882f1e811bd706EX"
VPC = f"{EC2}vpc/vpc-0123456789abcdef0"


class Account:
    """What there is: the documented pair, ann, her group, an instance of Cloud9, a tagged VPC, a group in it."""

    account = ACCOUNT
    region = REGION
    entities: Mapping[tuple[str, str], str] = {
        ("role", "AWSCloud9SSMAccessRole"): ROLE,
        ("instance profile", "AWSCloud9SSMInstanceProfile"): PROFILE,
        ("instance profile", "empty"): f"{IAM}instance-profile/empty",
        ("user", "ann"): f"{IAM}user/staff/ann",
        ("group", "developers"): f"{IAM}group/developers",
    }

    def iam_arn(self, kind: str, name: str) -> str | None:
        return self.entities.get((kind, name))

    def profile_role(self, name: str) -> str | None:
        return ROLE if name == "AWSCloud9SSMInstanceProfile" else None

    def tags(self, arn: str) -> Mapping[str, str]:
        held = {
            f"{EC2}instance/i-0123456789abcdef0": {"aws:cloud9:environment": ENVIRONMENT},
            VPC: {"c9lib:deployment": "demo"},
            f"{IAM}user/staff/ann": {"team": "blue"},
            f"{CLOUD9}{ENVIRONMENT}": {"c9lib:deployment": "demo"},
        }
        return held.get(arn, {})

    def about(self, arn: str) -> Mapping[str, tuple[str, ...]]:
        held = {
            f"{EC2}security-group/sg-0123456789abcdef0": {"ec2:Vpc": (VPC,), "ec2:Tenancy": ("default",)},
            f"{EC2}subnet/subnet-0123456789abcdef0": {"ec2:Vpc": (VPC,)},
            ROLE: {"iam:PermissionsBoundary": (BOUNDARY,)},
        }
        return held.get(arn, {})


class WholeAccount(Account):
    """One that also knows what associations tie together, whose a subnet or a key is, who calls, and whether volumes
    are encrypted.
    """

    caller_user = "ann"
    encrypts_volumes = False

    def key_owner(self, access_key: str) -> str:
        return "ann" if access_key == "AKIAIOSFODNN7EXAMPLE" else ""

    def related(self, name: str) -> tuple[str, ...]:
        ties = {
            "rtbassoc-0a": ("rtb-0a", "subnet-0a"),
            "iip-assoc-0a": ("i-0123456789abcdef0",),
            "eipassoc-0a": ("eipalloc-0a", "eni-0a"),
            "aclassoc-0a": ("acl-0old", "subnet-0a"),
            "eni-attach-0a": ("eni-0a", "i-0123456789abcdef0"),
            "resolve:ssm:/golden": ("ami-0a",),
            CHANGE_SET: (STACK_ID,),
            "alias/ours": ("1234abcd-12ab-34cd-56ef-1234567890ab",),
        }
        return ties.get(name, ())

    def owner(self, name: str) -> str:
        return {"subnet-0shared": "210987654321", "pl-0aws": "aws"}.get(name, "")


@dataclass(frozen=True)
class Need:
    """One expected requirement; a value of the context may be written without the tuple."""

    action: str
    resource: str = "*"
    context: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    named: str = ""

    @property
    def requirement(self) -> Requirement:
        """Every action of EC2 knows the Region, which the tables don't repeat."""
        said = {"ec2:Region": REGION} if self.action.startswith("ec2:") else {}
        held = {key: (value,) if isinstance(value, str) else value for key, value in {**said, **self.context}.items()}
        return Requirement(self.action, self.resource, held, self.named)


@dataclass(frozen=True)
class Case:
    """A call, and everything that has to be allowed for it."""

    service: str
    operation: str
    params: Mapping[str, Any]
    needs: tuple[Need, ...]

    def __str__(self) -> str:
        return f"{self.service}-{self.operation}"


def asked(service: str, operation: str, facts: Account | None = None, **params: Any) -> tuple[Requirement, ...]:
    """What a call needs, in the plain account or in another one."""
    return requirements(service, operation, params, facts or Account())


def resources(needed: tuple[Requirement, ...]) -> list[tuple[str, str]]:
    """Actions with their resources alone."""
    return [(one.action, one.resource) for one in needed]
