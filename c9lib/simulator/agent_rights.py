"""What policies let the agent do: the five actions of a session (facts 5.2), by all that has a say over its role and by
the policies of the VPC endpoints that it passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from c9lib.cached import cached_property
from c9lib.policy import Asker, Context, Decision, Document, Policies, Request, Value, context_keys, evaluate, trusted
from c9lib.policy.actions import Requirement
from c9lib.simulator import moto_policies, moto_state
from c9lib.simulator.api import ACCOUNT, Principal
from c9lib.simulator.authorization import Asked, asker, context, policies_of, wording
from c9lib.simulator.world import World

REGISTERS = ("ssm:UpdateInstanceInformation",)
TALKS = (
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
)
EC2 = "ec2.amazonaws.com"
TIMES = frozenset({"aws:currenttime", "aws:epochtime"})
"""They change with every look; decisions are remembered without them where no policy asks for them."""


@dataclass(frozen=True)
class Standing:
    """As whom an instance calls: the session of its role that EC2 gives it, or `why` it has none."""

    principal: Principal | None = None
    why: str = ""


NO_METADATA = Standing(why="The instance metadata service is off.")
"""Credentials come from there and from nowhere else (facts 7.4)."""


def standing(instance_id: str, profile_arn: str) -> Standing:
    """The session that an instance has by its instance profile ("" for none), as IAM holds it now."""
    if not profile_arn:
        return Standing(why="The instance has no instance profile.")
    name = profile_arn.rpartition("/")[2]
    if moto_state.iam_entity("instance profile", name) is None:
        return Standing(why=f"The instance profile {name} doesn't exist any more.")
    roles = moto_state.iam_profile_roles(name)
    role = moto_policies.entity("role", roles[0]) if roles else None
    if role is None:
        return Standing(why=f"The instance profile {name} has no role.")
    if not _trusts_ec2(role.trust, role.arn):
        return Standing(why=f"The role {role.name} doesn't trust {EC2}.")
    arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/{role.name}/{instance_id}"
    return Standing(Principal(arn=arn, user_id=f"{role.id}:{instance_id}"))


@lru_cache(maxsize=1024)
def _trusts_ec2(document: str, arn: str) -> bool:
    """Whether a trust policy lets EC2 assume the role. EC2 brings no condition keys along for that."""
    return trusted(document, Request("sts:AssumeRole", arn, asker=Asker(service=EC2))).allowed


@dataclass(frozen=True)
class Agent:
    """The agent of an instance as policies see it. `about` are the condition keys that its way to a service brings."""

    world: World
    region: str
    instance_id: str
    principal: Principal

    @property
    def timed(self) -> bool:
        """Whether a policy that has a say over it asks for the time."""
        return _mentions_time(policies_of(self.world, self.principal))

    def denied(self, actions: tuple[str, ...], about: Mapping[str, Value]) -> str:
        """How AWS refuses the first of the actions that its role may not take, as the agent's log has it (facts 10.5);
        "" where it may take all of them.
        """
        held = policies_of(self.world, self.principal)
        seen = self._context(about, timed=_mentions_time(held))
        for action in actions:
            request = self._request(action, seen)
            decision = _decided(held, request)
            if not decision.allowed:
                return f"{wording.sentence(self._asked(action), Requirement(action, request.resource), decision)}."
        return ""

    def held_back(self, document: str, actions: tuple[str, ...], about: Mapping[str, Value]) -> list[str]:
        """Those of the actions that the policy (JSON) of a VPC endpoint doesn't let through."""
        seen = self._context(about, timed=timed(document))
        return [action for action in actions if not _let_through(document, self._request(action, seen))]

    def _asked(self, action: str) -> Asked:
        service, _, operation = action.partition(":")
        return Asked(service, operation, {}, self.region, self.principal)

    def _request(self, action: str, seen: Context) -> Request:
        return Request(action, self._resource(action), seen, self._asker)

    def _context(self, about: Mapping[str, Value], *, timed: bool) -> Context:
        known = {**self._known, **about}
        return Context(known if timed else {name: value for name, value in known.items() if name.lower() not in TIMES})

    @cached_property
    def _asker(self) -> Asker:
        return asker(self.principal)

    @cached_property
    def _known(self) -> dict[str, Value]:
        """The keys of every request, and those of credentials that come from an instance (IAM and EC2 User Guides)."""
        arn = f"arn:aws:ec2:{self.region}:{ACCOUNT}:instance/{self.instance_id}"
        return {
            **context.of(self.world, self._asked(REGISTERS[0])),
            "aws:MultiFactorAuthPresent": False,
            "aws:ResourceAccount": ACCOUNT,
            "ec2:RoleDelivery": "2.0",
            "ec2:SourceInstanceARN": arn,
            "ssm:SourceInstanceARN": arn,
        }

    def _resource(self, action: str) -> str:
        """What an action is about: UpdateInstanceInformation the instance, the others nothing in particular (Service
        Authorization Reference, Systems Manager), which AWS writes as in facts 10.5.
        """
        service = action.partition(":")[0]
        about = f"instance/{self.instance_id}" if service == "ssm" else "*"
        return f"arn:aws:{'ec2' if service == 'ssm' else service}:{self.region}:{ACCOUNT}:{about}"


@lru_cache(maxsize=4096)  # agents look after every write, and policies seldom change
def _decided(held: Policies, request: Request) -> Decision:
    return evaluate(request, held)


@lru_cache(maxsize=4096)
def _let_through(document: str, request: Request) -> bool:
    return trusted(document, request).allowed


@lru_cache(maxsize=1024)
def _mentions_time(held: Policies) -> bool:
    limits = (*(held.boundary or ()), *(held.session or ()), *(one for level in held.scps for one in level))
    return _asks_for_time(one.document for one in (*held.identity, *limits))


@lru_cache(maxsize=1024)
def timed(document: str) -> bool:
    """Whether the policy (JSON) of a VPC endpoint asks for the time."""
    return _asks_for_time([document])


def _asks_for_time(documents: Iterable[Document | str]) -> bool:
    return not TIMES.isdisjoint(key.lower() for key in context_keys(documents))
