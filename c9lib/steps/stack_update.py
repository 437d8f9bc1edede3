"""A stack that is otherwise than the parameters say: changed in place, or with another environment in the old one's
place, which is refused until `replace` allows it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from c9lib.aws import Session
from c9lib.checks.prices import hourly
from c9lib.checks.tiers import HOME, tier_of
from c9lib.nouns import Change, Plan
from c9lib.steps import members
from c9lib.steps.by_api import STEP
from c9lib.steps.endpoint_guard import letting_go
from c9lib.steps.environments import Environment, described_one
from c9lib.steps.ground import Ground
from c9lib.steps.launching import waiting
from c9lib.steps.place import place
from c9lib.steps.stack_changes import CARRYING_OUT, LAUNCHING
from c9lib.steps.stack_making import make
from c9lib.steps.stack_names import Stack, environment_id_of
from c9lib.steps.stack_wanted import (
    SUBNET,
    TEMPLATE_DIFFERS,
    Difference,
    Wanted,
    differences,
    parameters_of,
    wanted,
)

IN_PLACE = ("cloud9:UpdateEnvironment", "cloud9:DescribeEnvironments", "cloud9:TagResource", "cloud9:UntagResource")
REMOVING = (
    "cloud9:DeleteEnvironment",
    "ec2:DescribeInstances",
    "ec2:TerminateInstances",
    "ec2:DeleteSecurityGroup",
)
INSTANCE_TYPE = "InstanceType"
OWNER = "OwnerArn"
LOST = "Everything that is on its instance is then lost."
ALLOWED = (
    "The template has changed. replace is true: if that makes another environment, what is on the old one is lost."
)


@dataclass(frozen=True)
class Found:
    """What is wanted of a stack, and what differs from it now."""

    want: Wanted
    differences: tuple[Difference, ...]

    @property
    def replacing(self) -> tuple[Difference, ...]:
        """The differences for which CloudFormation makes another environment."""
        return tuple(one for one in self.differences if one.replaces)

    @property
    def is_of_template(self) -> bool:
        """Whether the stack was made by another template than ours is now."""
        return any(one.name == TEMPLATE_DIFFERS for one in self.differences)

    def __str__(self) -> str:
        return ", ".join(map(str, self.differences))


def differing(session: Session, stack: Stack, *, template: bool = True) -> Found:
    """Compare a stack with the parameters; `template`: and with the template that makes it now."""
    want = _keeping_owner(session, stack, wanted(session, _subnet(session, stack), stack))
    return Found(want, differences(session, stack, want, template=template))


def _keeping_owner(session: Session, stack: Stack, want: Wanted) -> Wanted:
    """The caller isn't named as the owner (`other_owner`): whoever goes on with somebody else's run would otherwise
    name another owner than the stack has, for the same person.
    """
    asked, has = session.parameters.owner_arn, parameters_of(stack).get(OWNER, "")
    if not asked or want.parameters[OWNER] == has:
        return want
    living = described_one(session, environment_id_of(session, stack))
    if living is None or living["ownerArn"] != asked:
        return want
    return replace(want, parameters={**want.parameters, OWNER: has})


def _subnet(session: Session, stack: Stack) -> str:
    """Where the environment is to be: where it is, as long as that is one of this deployment's subnets for it."""
    asked, now = session.parameters, parameters_of(stack).get(SUBNET, "")
    if asked.network == "existing":
        return asked.subnet_id
    filters = [*session.tag_filter(), {"Name": "subnet-id", "Values": [now]}]
    found = session.pages("ec2", "describe_subnets", "Subnets", Filters=filters)
    if any(tier_of(one) == HOME[asked.network] for one in found):
        return now
    here = place(session)
    return here.subnet_id if here else now


def update(session: Session, stack: Stack, living: Environment, found: Found) -> Plan:
    """Bring the stack to what is wanted."""
    allowed = session.parameters.replace
    if found.replacing and not allowed:
        return Plan(STEP, refusals=(_lost(living, found),))
    if found.replacing or (allowed and found.is_of_template):
        return _replace(session, living, found)
    change = Change(
        "update",
        f"stack {stack['StackName']} in place: {found}",
        "the parameters say so; the environment stays, with what is on it",
        (*CARRYING_OUT, *IN_PLACE),
        "set it back, and run step environment",
        run=lambda: make(session, found.want, "update"),
    )
    sharing = members.of_living(session, living)
    changes = (change, waiting(session, living["id"]), *sharing.changes)
    return Plan(STEP, changes, sharing.notes, sharing.refusals)


def _replace(session: Session, living: Environment, found: Found) -> Plan:
    """Another environment in the place of the old one, which goes when the new one is there."""
    ground = Ground.of(session)
    made: dict[str, str] = {}

    def run() -> None:
        ground.ready()
        made["id"] = make(session, found.want, "replace")

    freed = letting_go(session, [living["id"]])
    ahead = _without(ground.ahead.changes, freed, found)
    certain = bool(found.replacing)
    change = Change(
        "replace" if certain else "update",
        f"environment {living['name']} ({living['id']}) by another one: {found}" if certain else f"the stack: {found}",
        f"CloudFormation can't change that in an environment. {LOST}" if certain else ALLOWED,
        (*CARRYING_OUT, *LAUNCHING, *IN_PLACE, *REMOVING),
        "nothing brings back what was on the old one",
        _added(session, found),
        run,
    )
    sharing = members.at_launch(session, lambda: made["id"])
    return Plan(
        STEP,
        (*freed, *ahead, change, waiting(session, "", made), *sharing.changes),
        (*ground.ahead.notes, *sharing.notes),
        (*ground.refusals, *sharing.refusals),
        waits_for=ground.waits_for,
    )


def _without(ahead: tuple[Change, ...], freed: tuple[Change, ...], found: Found) -> tuple[Change, ...]:
    """What is to be done before a launch, without letting the subnet in where that is done already: letting go of the
    old environment's group lets its subnet in instead (endpoint_guard.letting_go).
    """
    moves = any(one.name == SUBNET for one in found.replacing)
    return ahead if moves or not freed else tuple(one for one in ahead if one.action != "allow")


def _added(session: Session, found: Found) -> float | None:
    """USD per hour that another instance type costs more."""
    for one in found.replacing:
        if one.name == INSTANCE_TYPE:
            old, new = (hourly(session.region, "instance", name) for name in (one.old, one.new))
            return None if old is None or new is None else round(new - old, 6)
    return 0.0


def _lost(living: Environment, found: Found) -> str:
    told = ", ".join(map(str, found.replacing))
    return (
        f"{told}: CloudFormation can't change that in an environment, and would make another one instead of"
        f" {living['name']} ({living['id']}). {LOST} Save it, and set replace to true; or set the parameters back."
    )
