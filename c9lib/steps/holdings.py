"""What stacks of CloudFormation hold of a deployment: that goes with its stack, and by no other way.

A stack belongs to a deployment by its tag, which all that it makes carries, too (docs/decisions/007-whose-is-it.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from botocore.exceptions import ClientError

from c9lib.aws import Session, error_code
from c9lib.checks.documented import PROFILE, ROLE
from c9lib.checks.reader import DENIED
from c9lib.checks.stacks import ENVIRONMENT, NO_SUCH_STACK
from c9lib.nouns import Change, Plan
from c9lib.steps.endpoint_guard import letting_go
from c9lib.steps.environments import Environment
from c9lib.steps.reading import found, tag
from c9lib.steps.removing import STACK_PREFIX, delete_environment
from c9lib.steps.stack_names import Resource, Stack, all_stacks, belongs, environments_in, resources_of
from c9lib.steps.stack_removing import delete_stack, protected

MADE = "this deployment made it; its instance and what is on it go with it and can't be got back"
HELD = "this deployment made it, and what a stack made goes with the stack; what is on an instance can't be got back"
NOTHING = ("AWS::CloudFormation::WaitConditionHandle", "AWS::CDK::Metadata")
"""Types that make nothing."""
SHARED = {"AWS::IAM::Role": ROLE, "AWS::IAM::InstanceProfile": PROFILE}
STACK_TAG = "aws:cloudformation:stack-name"


@dataclass(frozen=True)
class Holding:
    """One stack of this deployment with what it holds."""

    stack: Stack
    resources: tuple[Resource, ...]

    @property
    def name(self) -> str:
        return str(self.stack["StackName"])

    @property
    def environments(self) -> list[str]:
        return environments_in(self.resources)

    @property
    def is_of_environments(self) -> bool:
        """Whether it holds nothing besides environments: then it goes when an environment would."""
        return all(one["ResourceType"] in (ENVIRONMENT, *NOTHING) for one in self.resources)

    @property
    def shared(self) -> list[str]:
        """The account's role and profile, if it holds them."""
        return [name for kind, name in SHARED.items() for one in self.resources if _is(one, kind, name)]

    def told(self) -> tuple[str, ...]:
        """What it holds, in words."""
        kinds = (str(one["ResourceType"]).removeprefix("AWS::") for one in self.resources)
        return tuple(f"{kind} {one['PhysicalResourceId']}" for kind, one in zip(kinds, self.resources, strict=True))


@dataclass(frozen=True)
class Holdings:
    """The stacks of this deployment, and those of others that hold an environment of it (by the environment's id)."""

    session: Session
    mine: tuple[Holding, ...]
    others: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, session: Session, environments: Sequence[Environment], listing: Sequence[Stack] | None = None
    ) -> Holdings:
        """As it is now. `listing` are all stacks of the Region, where they are read already."""
        there = all_stacks(session) if listing is None else listing
        # Cloud9's own stacks go with their environments. A nested stack goes with the one that holds it.
        apart = [one for one in there if not one["StackName"].startswith(STACK_PREFIX)]
        own = [one for one in apart if belongs(session, one)]
        mine = tuple(Holding(one, tuple(resources_of(session, one))) for one in own)
        held = {name for one in mine for name in one.environments}
        strange = [one for one in environments if one["id"] not in held] if len(own) < len(apart) else []
        holders = {one["id"]: _holder(session, one) for one in strange}
        return cls(session, mine, {name: holder for name, holder in holders.items() if holder})

    @property
    def ids(self) -> frozenset[str]:
        """The physical ids of all that the stacks of this deployment hold."""
        told = (str(one["PhysicalResourceId"]) for holding in self.mine for one in holding.resources)
        # Some types have several, as an Elastic IP address has: address and allocation.
        return frozenset(part for name in told for part in name.split("|"))

    @property
    def roots(self) -> tuple[Holding, ...]:
        return tuple(one for one in self.mine if not one.stack.get("ParentId"))

    def plan_of_environments(self, there: Sequence[Environment]) -> Plan:
        """These environments removed: with their stack where one made them, else by Cloud9.

        Refused where the stack holds more, or is somebody else's.
        """
        held = [one for one in self.roots if set(one.environments) & {each["id"] for each in there}]
        refusals = tuple(
            f"The stack {one.name} holds the environment and more ({', '.join(one.told())}). The tear-down of the whole"
            " deployment deletes it."
            for one in held
            if not one.is_of_environments
        )
        return _joined("environment", self._environments(there, held), refusals)

    def plan_early(self, there: Sequence[Environment]) -> Plan:
        """All environments of the deployment, and its stacks that hold nothing else."""
        return self._environments(there, [one for one in self.roots if one.is_of_environments])

    def plan_late(self, needed: Callable[[], str]) -> Plan:
        """The stacks that hold more: they go when nothing lives in their network any more.

        `needed` says why the account's role and profile stay, "" when they may go.
        """
        late = [one for one in self.roots if not one.is_of_environments]
        refusals = tuple(refusal for one in late for refusal in self._needed(one, needed))
        return _joined("stacks", self._deleted(late), refusals)

    def _environments(self, there: Sequence[Environment], held: Iterable[Holding]) -> Plan:
        """Environments removed, after this deployment's endpoints have stopped naming their security groups."""
        inside = {name for one in self.mine for name in one.environments}
        freed = letting_go(self.session, [one["id"] for one in there])
        alone = [one for one in there if one["id"] not in inside]
        deleted = self._deleted(held)
        changes = (*freed, *deleted.changes, *(delete_environment(self.session, one, MADE) for one in alone))
        return Plan("environment", changes, refusals=(*deleted.refusals, *self._strange(alone)))

    def _deleted(self, held: Iterable[Holding]) -> Plan:
        stacks = tuple(held)
        changes = tuple(_delete(self.session, one) for one in stacks)
        return Plan(
            "stacks", changes, refusals=tuple(why for one in stacks for why in protected(self.session, one.stack))
        )

    def _strange(self, alone: Iterable[Environment]) -> Iterator[str]:
        for one in alone:
            holder = self.others.get(one["id"])
            if holder:
                yield (
                    f"The environment {one['name']} ({one['id']}) has this deployment's tag, and belongs to the stack"
                    f" {holder}, which this deployment didn't make. Whoever did has to delete it there."
                )

    def _needed(self, holding: Holding, needed: Callable[[], str]) -> Iterator[str]:
        shared = holding.shared
        reason = needed() if shared else ""
        if reason:
            yield (
                f"The stack {holding.name} holds {' and '.join(shared)}, which the whole account shares: {reason}."
                " Remove those first, or let the stack stay."
            )


def _delete(session: Session, holding: Holding) -> Change:
    reason = holding.stack.get("StackStatusReason")
    failed = str(holding.stack["StackStatus"]).endswith("_FAILED")
    state = f"{holding.stack['StackStatus']}: {reason}; " if failed and reason else ""
    return delete_stack(session, holding.stack, holding.told(), f"{state}{HELD}")


def _holder(session: Session, environment: Environment) -> str:
    """The stack that holds an environment; "" when none does."""
    ask = session.client("cloudformation").describe_stack_resources
    try:
        told = found(ask, *NO_SUCH_STACK, PhysicalResourceId=environment["id"])
    except ClientError as error:
        if error_code(error) not in DENIED:
            raise
        # CloudFormation's own tags say it, too, of what it made since it sets them (facts 3.8).
        listed = found(
            session.client("cloud9").list_tags_for_resource, "NotFoundException", ResourceARN=environment["arn"]
        )
        return tag(listed["Tags"], STACK_TAG) if listed else ""
    return next((str(one["StackName"]) for one in told["StackResources"]), "") if told else ""


def _is(resource: Resource, kind: str, name: str) -> bool:
    return bool(resource["ResourceType"] == kind and resource["PhysicalResourceId"] == name)


def _joined(step: str, plan: Plan, refusals: tuple[str, ...]) -> Plan:
    return Plan(step, plan.changes, plan.notes, (*refusals, *plan.refusals))
