"""From CREATING to CREATED or CREATE_FAILED: the instance profile, the stack, the connection (facts 4, 6.1)."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from c9lib.simulator.api import ApiError, Principal
from c9lib.simulator.durations import ENVIRONMENT_CONNECT, ENVIRONMENT_GIVE_UP, ENVIRONMENT_LOOK, ENVIRONMENT_REFUSED
from c9lib.simulator.services.cloud9 import connection, idle, profile
from c9lib.simulator.services.cloud9.blueprint import Blueprint
from c9lib.simulator.services.cloud9.environments import CREATE_FAILED, CREATED, CREATING
from c9lib.simulator.services.cloud9.service_role import SERVICE
from c9lib.simulator.services.cloud9.stack import StackWork
from c9lib.simulator.services.stacks import find
from c9lib.simulator.touches import NOBODY
from c9lib.simulator.world import World

# Facts 6.1, rows 10 and 12.
STACK_FAILED = "The environment creation failed with the error: {}. Rollback requested by user.."
NO_RESOURCES = "The following resource(s) failed to create: [{}]. "
NO_CONNECTION = (
    "Cloud9 could not connect to the EC2 instance."
    " Please check your VPC configuration and network settings to troubleshoot the issue."
)


class Creation:
    """Makes one environment.

    `caller` is who asked for it, `via` by way of which services: Cloud9 opens its session in their name.
    """

    def __init__(self, world: World, blueprint: Blueprint, caller: Principal, via: tuple[str, ...]) -> None:
        self.world = world
        self.blueprint = blueprint
        self.environment = blueprint.environment
        self.sessions = world.client("ssm", self.environment.region, caller, (*via, SERVICE))
        self.give_up = 0.0

    def begin(self) -> None:
        """Look at the instance profile, which Cloud9 needs before anything else, and start the stack."""
        try:
            refusal = profile.refusal(self.world) if self.blueprint.no_ingress else ""
            if not refusal:
                StackWork(self.world, self.blueprint, self._stack_ended)
        except ApiError as error:
            refusal = f"{error.code}: {error.message}"
        if refusal:
            self.world.later(ENVIRONMENT_REFUSED, lambda: self._fail(refusal), touched=NOBODY)
        else:
            self.environment.stack_id = self.blueprint.stack_id

    def _fail(self, reason: str, resource: str = "") -> None:
        if self.environment.lifecycle == CREATING:
            self.environment.fail(CREATE_FAILED, reason, resource)

    def _stack_ended(self) -> None:
        made = find(self.world, self.environment.region, self.blueprint.stack_id)
        assert made is not None, "a stack is remembered when it is deleted, too"
        if made.status != "CREATE_COMPLETE":
            failed = [one.logical_id for one in made.resources.values() if _failed(made.events, one.logical_id)]
            self._fail(STACK_FAILED.format(NO_RESOURCES.format(", ".join(failed))), made.id)
            return
        self.give_up = self.world.clock.now + ENVIRONMENT_GIVE_UP
        self._connect()

    def _connect(self) -> None:
        if self.environment.lifecycle != CREATING:
            return
        if self.world.clock.now >= self.give_up:
            self._fail(NO_CONNECTION, self.environment.stack_id)
        elif not connection.possible(self.world, self.environment):
            self.world.later(ENVIRONMENT_LOOK, self._connect, touched=NOBODY)
        elif self.blueprint.no_ingress:
            self._open_session()
        else:
            self.world.later(ENVIRONMENT_CONNECT, self._created, touched=NOBODY)

    def _open_session(self) -> None:
        """Install Cloud9 on the instance through a session in the caller's name (facts 3.8, 5.6: forward access).

        Without ssm:StartSession for it, the environment fails (facts 6.1, row 2).
        """
        try:
            session: dict[str, Any] = self.sessions.start_session(Target=self.environment.instance_id)
        except ClientError as error:
            told = error.response["Error"]
            if told["Code"] == "TargetNotConnected":
                self.world.later(ENVIRONMENT_LOOK, self._connect, touched=NOBODY)
            else:
                self._fail(f"{told['Code']}: {told['Message']}", self.environment.stack_id)
            return
        self.world.later(ENVIRONMENT_CONNECT, lambda: self._close_session(session["SessionId"]), touched=NOBODY)

    def _close_session(self, session_id: str) -> None:
        # Not in the caller's name: no managed policy of Cloud9's has ssm:TerminateSession (facts 5.4, 5.5).
        ssm = self.world.client("ssm", self.environment.region, self.world.aws_itself)
        ssm.terminate_session(SessionId=session_id)
        self._created()

    def _created(self) -> None:
        if self.environment.lifecycle != CREATING:
            return
        self.environment.lifecycle = CREATED
        self.environment.created = self.world.clock.now
        idle.watch(self.world, self.environment)


def _failed(events: list[Any], logical_id: str) -> bool:
    return any(event.logical_id == logical_id and event.status == "CREATE_FAILED" for event in events)
