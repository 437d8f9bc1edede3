"""Step environment: the Cloud9 environment, on an instance without an inbound port (facts 3.2, 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from c9lib.checks.documented import PROFILE, PROFILE_PATH, ROLE, ROLE_PATH
from c9lib.checks.environments import LIVELIEST_FIRST, lifecycle
from c9lib.nouns import Change, Checks, Fact, Observation, Plan
from c9lib.steps import costs, members
from c9lib.steps.base import Step
from c9lib.steps.endpoint_guard import letting_go
from c9lib.steps.endpoint_parts import endpoints
from c9lib.steps.environments import Environment, agent_of, instances_of, ours, status_of
from c9lib.steps.forecast import first
from c9lib.steps.launching import SETTLED, create, request, wait_for_profile, wait_until_ready
from c9lib.steps.prospect import Prospect, prospect
from c9lib.steps.reading import found
from c9lib.steps.removing import delete_environment
from c9lib.steps.to_come import without_what_is_to_come

MADE = ("CREATED", "CREATING")
NO_SUBNET = "This deployment has no subnet yet. " + first("network")


class EnvironmentStep(Step):
    """The environment, made by `CreateEnvironmentEC2` with `CONNECT_SSM`, ready and with its agent online."""

    name = "environment"
    title = "The Cloud9 environment"
    families = ("environment", "instance", "agent")

    def verify(self) -> Checks:
        """The checks of this step. What step endpoints does later is skipped. Raises `AwsError`."""
        return Checks(without_what_is_to_come(self.parameters, super().verify()))

    def _observe(self) -> Observation:
        there = sorted(ours(self.session), key=lambda one: (LIVELIEST_FIRST.index(lifecycle(one)), one["id"]))
        living = next((one for one in there if lifecycle(one) in MADE), None)
        told = self._state(living) if living else {}
        instance = told.get("instance")
        facts = (
            *(_fact(one) for one in there),
            *(() if there else (Fact("environment", "missing", self.parameters.environment_name),)),
            *((Fact("status", told["status"], told["message"]),) if living else ()),
            *((Fact("instance", instance["State"]["Name"], instance["InstanceId"]),) if instance else ()),
            *((Fact("SSM Agent", told["agent"]),) if instance else ()),
        )
        return Observation(self.name, facts, {"there": there, "living": living, **told})

    def _state(self, living: Environment) -> dict[str, Any]:
        """Status, instance and agent of the environment."""
        status, message = status_of(self.session, living["id"])
        instance = instances_of(self.session, [living["id"]]).get(living["id"])
        running = instance is not None and instance["State"]["Name"] == "running"
        agent = agent_of(self.session, instance["InstanceId"]) if instance and running else "instance isn't running"
        return {"status": status, "message": message, "instance": instance, "agent": agent, "running": running}

    def _plan(self, seen: Observation) -> Plan:
        living = seen.data["living"]
        if living is None:
            return self._launch(seen.data["there"])
        unlike = self._unlike(living)
        if unlike:
            return Plan(self.name, refusals=unlike)
        settled = lifecycle(living) == "CREATED" and seen.data["status"] in SETTLED
        online = not seen.data["running"] or seen.data["agent"] == "Online"
        waiting = () if settled and online else (self._wait(living["id"]),)
        sharing = members.of_living(self.session, living)
        return Plan(self.name, (*waiting, *sharing.changes), sharing.notes, sharing.refusals)

    def _launch(self, there: list[Environment]) -> Plan:
        """Remove what failed before, then launch."""
        iam = self.session.client("iam")
        told = found(iam.get_instance_profile, "NoSuchEntity", InstanceProfileName=PROFILE)
        profile = told["InstanceProfile"] if told else None
        around = endpoints(self.session)
        here = around.here if around else None
        ahead = prospect(around) if around else Prospect(waits_for=(NO_SUBNET,))
        made: dict[str, str] = {}

        def run() -> None:
            assert profile is not None, "refused otherwise"
            assert here is not None, "refused otherwise"
            wait_for_profile(self.session, profile["CreateDate"])
            made["id"] = create(self.session, request(self.session, here.subnet_id))

        public = here.gives_address if here else self.parameters.network == "public"
        launch = self._create(run, public_address=public, subnet_id=here.subnet_id if here else "of step network")
        wait = self._wait("", made)
        removed = self._removed(there, "it stands in the way of a new launch")
        sharing = members.at_launch(self.session, lambda: made["id"])
        return Plan(
            self.name,
            (*removed, *ahead.changes, launch, wait, *sharing.changes),
            (*ahead.notes, *sharing.notes),
            (*_wrong_profile(profile), *ahead.refusals, *sharing.refusals),
            waits_for=(*_without_profile(profile), *ahead.waits_for),
        )

    def _removed(self, there: list[Environment], why: str) -> tuple[Change, ...]:
        """Environments deleted, after this deployment's endpoints have stopped naming their security groups."""
        freed = letting_go(self.session, [one["id"] for one in there])
        return (*freed, *(delete_environment(self.session, one, why) for one in there))

    def _create(self, run: Callable[[], object], *, public_address: bool, subnet_id: str) -> Change:
        asked = self.parameters
        return Change(
            "create",
            f"environment {asked.environment_name} ({asked.instance_type}, {asked.image_id}, CONNECT_SSM) in subnet"
            f" {subnet_id}",
            "Cloud9 launches an instance without an inbound port, and reaches it through Systems Manager",
            (
                "cloud9:CreateEnvironmentEC2",
                "cloud9:TagResource",
                "ssm:StartSession",
                "iam:CreateServiceLinkedRole",
                "ec2:DescribeSubnets",
                "ec2:DescribeVpcs",
            ),
            "delete the environment, with its instance and what is on it",
            costs.environment(self.session, public_address=public_address),
            run,
        )

    def _wait(self, environment_id: str, made: Mapping[str, str] | None = None) -> Change:
        """Wait for an environment: a known one, or the one that the launch puts into `made`."""
        return Change(
            "wait",
            f"until the environment {environment_id} is created, ready, and its SSM Agent online".replace("  ", " "),
            "the launch goes on by itself, and what follows needs the instance",
            (
                "cloud9:DescribeEnvironments",
                "cloud9:DescribeEnvironmentStatus",
                "ec2:DescribeInstances",
                "ssm:DescribeInstanceInformation",
            ),
            "nothing to undo",
            run=lambda: wait_until_ready(self.session, environment_id or (made or {})["id"]),
        )

    def _plan_undo(self, seen: Observation) -> Plan:
        why = "this deployment made it; its instance and what is on it go with it and can't be got back"
        return Plan(self.name, self._removed(seen.data["there"], why))

    def _unlike(self, living: Environment) -> tuple[str, ...]:
        """Why the deployment's environment isn't the one that the parameters ask for."""
        told = f"This deployment's environment {living['name']} ({living['id']})"
        if living.get("connectionType") != "CONNECT_SSM":
            return (
                f"{told} is reached by {living.get('connectionType')}, and that can't be changed. Save what is on it,"
                " tear it down, and run again; or choose another deployment.",
            )
        if living["name"] != self.parameters.environment_name:
            wanted = self.parameters.environment_name
            command = f"aws cloud9 update-environment --environment-id {living['id']} --name {wanted}"
            return (
                f"{told} isn't called {wanted}. Correct environment_name, choose another deployment, or rename the"
                f" environment: {command} --region {self.session.region}",
            )
        return ()


def _without_profile(profile: Mapping[str, Any] | None) -> tuple[str, ...]:
    """What steps role and profile have to do before a launch."""
    if profile is None:
        return (f"The instance profile {PROFILE} doesn't exist yet. {first('profile')}",)
    roles = [(role["RoleName"], role["Path"]) for role in profile["Roles"]]
    if profile["Path"] == PROFILE_PATH and roles != [(ROLE, ROLE_PATH)]:
        told = ", ".join(path + name for name, path in roles) or "no role"
        return (f"The instance profile holds {told}, not {ROLE_PATH}{ROLE}. {first('role', 'profile')}",)
    return ()


def _wrong_profile(profile: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Why no instance can be launched with the account's instance profile, whatever the run does before."""
    if profile is None or profile["Path"] == PROFILE_PATH:
        return ()
    return (f"The instance profile {PROFILE} has the path {profile['Path']}, not {PROFILE_PATH}. See step profile.",)


def _fact(environment: Environment) -> Fact:
    reason = environment.get("lifecycle", {}).get("reason") or ""
    detail = f"{environment['name']} {environment['id']}"
    return Fact("environment", lifecycle(environment), f"{detail}: {reason}" if reason else detail)
