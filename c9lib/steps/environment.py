"""Step environment: the Cloud9 environment, on an instance without an inbound port (facts 3.2, 3.8, 4)."""

from __future__ import annotations

from typing import Any

from c9lib import checks
from c9lib.checks.environments import lifecycle
from c9lib.checks.stacks import SETTLED as STANDING
from c9lib.nouns import Checks, Fact, Observation, Plan
from c9lib.steps import by_api, by_stack
from c9lib.steps.base import Step
from c9lib.steps.environments import (
    Environment,
    agent_of,
    described_one,
    instances_of,
    liveliest_first,
    ours,
    status_of,
)
from c9lib.steps.holdings import Holdings
from c9lib.steps.reading import is_ours
from c9lib.steps.stack_names import Stack, described, environment_id_of, stack_name
from c9lib.steps.to_come import without_what_is_to_come

MADE = ("CREATED", "CREATING")


class EnvironmentStep(Step):
    """The environment with `CONNECT_SSM`, ready and with its agent online: made by `CreateEnvironmentEC2`, or by a
    stack of CloudFormation where `launch_with` says so.
    """

    name = "environment"
    title = "The Cloud9 environment"
    families = ("environment", "instance", "agent")

    @property
    def by_stack(self) -> bool:
        """Whether CloudFormation makes it."""
        return self.parameters.launch_with == "cloudformation"

    def _checks(self) -> Checks:
        """What step endpoints does later is skipped."""
        families = (*(("stack",) if self.by_stack else ()), *self.families)
        return Checks(without_what_is_to_come(self.parameters, checks.of(self.session, families)))

    def _observe(self) -> Observation:
        there = liveliest_first(ours(self.session))
        stack = described(self.session, stack_name(self.session)) if self.by_stack else None
        living = self._of_stack(stack, there) or next((one for one in there if lifecycle(one) in MADE), None)
        told = self._state(living) if living else {}
        instance = told.get("instance")
        facts = (
            *((self._stack_fact(stack),) if self.by_stack else ()),
            *(_fact(one) for one in there),
            *(() if there else (Fact("environment", "missing", self.parameters.environment_name),)),
            *((Fact("status", told["status"], told["message"]),) if living else ()),
            *((Fact("instance", instance["State"]["Name"], instance["InstanceId"]),) if instance else ()),
            *((Fact("SSM Agent", told["agent"]),) if instance else ()),
        )
        return Observation(self.name, facts, {"there": there, "living": living, "stack": stack, **told})

    def _of_stack(self, stack: Stack | None, there: list[Environment]) -> Environment | None:
        """The environment that this deployment's stack made, while that stands."""
        if stack is None or stack["StackStatus"] not in STANDING or not is_ours(self.session, stack):
            return None
        made = environment_id_of(self.session, stack)
        known = next((one for one in there if one["id"] == made), None)
        found = known or (described_one(self.session, made) if made else None)
        return found if found and lifecycle(found) in MADE else None

    def _state(self, living: Environment) -> dict[str, Any]:
        """Status, instance and agent of the environment."""
        status, message = status_of(self.session, living["id"])
        instance = instances_of(self.session, [living["id"]]).get(living["id"])
        running = instance is not None and instance["State"]["Name"] == "running"
        agent = agent_of(self.session, instance["InstanceId"]) if instance and running else "instance isn't running"
        return {"status": status, "message": message, "instance": instance, "agent": agent, "running": running}

    def _stack_fact(self, stack: Stack | None) -> Fact:
        if stack is None:
            return Fact("stack", "missing", stack_name(self.session))
        reason = stack.get("StackStatusReason")
        name = stack["StackName"]
        return Fact("stack", stack["StackStatus"], f"{name}: {reason}" if reason else name)

    def _plan(self, seen: Observation) -> Plan:
        return by_stack.plan(self.session, seen) if self.by_stack else by_api.plan(self.session, seen)

    def _plan_undo(self, seen: Observation) -> Plan:
        there = seen.data["there"]
        return Holdings.of(self.session, there).plan_of_environments(there)


def _fact(environment: Environment) -> Fact:
    reason = environment.get("lifecycle", {}).get("reason") or ""
    detail = f"{environment['name']} {environment['id']}"
    return Fact("environment", lifecycle(environment), f"{detail}: {reason}" if reason else detail)
