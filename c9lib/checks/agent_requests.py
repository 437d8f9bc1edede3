"""What SSM Agent asks of Systems Manager, as whom, and what its requests say of themselves (facts 5.2).

Policies are asked about these requests, so that a statement with a condition is decided where it can be. The context is
never complete: AWS adds keys that nobody can know from outside, such as the tags of the role's session.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from c9lib.checks.documented import ROLE, ROLE_PATH, SESSION_ACTIONS
from c9lib.policy import Asker, Context, Request, Value

REGISTRATION = "ssm:UpdateInstanceInformation"
ABSENT = (
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:FederatedProvider",
    "aws:MultiFactorAuthAge",
    "aws:SourceAccount",
    "aws:SourceArn",
)
"""Keys that a request has only when a service makes it for somebody, or a person signed in (IAM User Guide, "AWS global
condition context keys")."""


@dataclass(frozen=True)
class Through:
    """A VPC endpoint that a request goes through, and its VPC."""

    endpoint_id: str
    vpc_id: str


@dataclass(frozen=True)
class Agent:
    """SSM Agent on an instance; `instance_id` is "" before the launch, `role_arn` "" where nobody may see the role."""

    account_id: str
    region: str
    role_arn: str
    instance_id: str = ""

    @property
    def asker(self) -> Asker | None:
        """The role's session on the instance; None where the role isn't known."""
        if not self.role_arn:
            return None
        name = self.role_arn.rsplit("/", 1)[-1]
        session = f"arn:aws:sts::{self.account_id}:assumed-role/{name}/{self.instance_id}" if self.instance_id else ""
        return Asker(session, self.account_id, self.role_arn)

    def requests(self, service: str = "", through: Through | None = None) -> tuple[Request, ...]:
        """Those that sessions need, or those of them that go to `ssm` or `ssmmessages`."""
        wanted = [one for one in SESSION_ACTIONS if one.startswith(f"{service}:") or not service]
        return tuple(Request(one, self._resource(one), self.context(through), self.asker) for one in wanted)

    def context(self, through: Through | None = None) -> Context:
        """What is known of a request; through an endpoint `aws:SourceIp` is absent (same page)."""
        told: dict[str, Value] = {
            "aws:MultiFactorAuthPresent": False,
            "aws:PrincipalAccount": self.account_id,
            "aws:PrincipalIsAWSService": False,
            "aws:PrincipalType": "AssumedRole",
            "aws:RequestedRegion": self.region,
            "aws:ResourceAccount": self.account_id,
            "aws:SecureTransport": True,
            "aws:ViaAWSService": False,
        }
        if self.role_arn:
            told["aws:PrincipalArn"] = self.role_arn
        if self.instance_id:
            told |= {"ec2:SourceInstanceARN": self._instance, "ssm:SourceInstanceARN": self._instance}
        return Context({**told, **_way(through)}, complete=False, absent=_absent(through))

    @property
    def _instance(self) -> str:
        return f"arn:aws:ec2:{self.region}:{self.account_id}:instance/{self.instance_id or '*'}"

    def _resource(self, action: str) -> str:
        """The registration is about the instance; the channels about what AWS's refusals name (facts 10.5)."""
        service = action.split(":")[0]
        return self._instance if action == REGISTRATION else f"arn:aws:{service}:{self.region}:{self.account_id}:*"


def of_anybody(through: Through) -> Context:
    """What is known of a request through an endpoint when nobody knows who makes it, or whether anybody signs it."""
    return Context({"aws:SecureTransport": True, **_way(through)}, complete=False, absent=("aws:SourceIp",))


def documented_agent(account_id: str, region: str, instance_id: str = "") -> Agent:
    """The agent on an instance with the documented role; "" for one that isn't launched yet."""
    return Agent(account_id, region, f"arn:aws:iam::{account_id}:role{ROLE_PATH}{ROLE}", instance_id)


def _way(through: Through | None) -> dict[str, Value]:
    return {"aws:SourceVpce": through.endpoint_id, "aws:SourceVpc": through.vpc_id} if through else {}


def _absent(through: Through | None) -> Iterable[str]:
    return (*ABSENT, "aws:SourceIp") if through else ABSENT
