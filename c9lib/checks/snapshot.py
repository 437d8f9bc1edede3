"""What the checks look at, read from AWS once and only when a check asks: the environment, its instance, its agent.

The subject is the environment of a deployment, an environment by its id, or any EC2 instance by its id.
"""

from __future__ import annotations

from c9lib.aws import Session
from c9lib.aws.failures import CLOSED
from c9lib.cached import cached_property
from c9lib.checks import environments, stacks
from c9lib.checks.commands import command
from c9lib.checks.documented import CLOUD9_PROFILE, ENVIRONMENT_TAG
from c9lib.checks.environments import ENDED
from c9lib.checks.principals import Iam
from c9lib.checks.reader import DENIED, Answer, Inapplicable, Reader, Unread
from c9lib.checks.surroundings import Surroundings
from c9lib.errors import ParameterError

NO_SUCH_ENVIRONMENT = ("NotFoundException", "BadRequestException", "ForbiddenException", "ValidationException")
NO_SUCH_INSTANCE = ("InvalidInstanceID.NotFound", "InvalidInstanceID.Malformed")


class Snapshot:
    """One look at one subject. Properties read when first asked; they raise `Unread` and `Inapplicable`."""

    will_wear_cloud9s_profile = False
    """Whether an instance alone is about to get Cloud9's profile, so that the profile is worth a look before."""

    def __init__(
        self,
        session: Session,
        environment_id: str | None = None,
        instance_id: str | None = None,
        reader: Reader | None = None,
    ) -> None:
        self.session = session
        self.reader = reader or Reader(session)
        self.iam = Iam(self.reader)
        self.instance_id = instance_id
        self.environment_id = environment_id
        self._must_exist()

    @property
    def region(self) -> str:
        return self.session.region

    def command(self, service: str, operation: str, *words: str) -> str:
        """An AWS CLI command for the Region that is looked at."""
        return command(self.region, service, operation, *words)

    def for_cloud9(self) -> None:
        """Raise `Inapplicable` when an instance alone is looked at: then Cloud9 has no part in it."""
        if self.instance_id:
            raise Inapplicable("an instance alone was asked for; Cloud9 has no part in it")

    def closed(self) -> Unread | None:
        """AWS's refusal when the account can't use Cloud9 any more (facts 3.7), else None."""
        self.for_cloud9()
        try:
            environments.first_page(self.reader)
        except Unread as refused:
            if refused.code == "AccessDeniedException" and (CLOSED in refused.message or not refused.message):
                return refused
            raise
        return None

    def for_open_cloud9(self) -> None:
        """Raise `Inapplicable` when Cloud9 has no part in it, or is closed to the account."""
        if self.closed():
            raise Inapplicable("this account can't use Cloud9 (service.open)")

    def for_cloud9_profile(self) -> None:
        """Raise `Inapplicable` when an instance alone is looked at that doesn't live on Cloud9's profile."""
        if not self.instance_id or self.will_wear_cloud9s_profile:
            return
        worn = self.profile_arn
        if self.instance["State"]["Name"] in ENDED:
            raise Inapplicable(f"{self.instance_id} is {self.instance['State']['Name']}; see instance.state")
        if not worn:
            raise Inapplicable(f"{self.instance_id} has no instance profile; see instance.profile")
        if not worn.endswith(CLOUD9_PROFILE):
            raise Inapplicable(f"{self.instance_id} has the instance profile {worn}; see instance.profile")

    @property
    def lives_on_cloud9s_profile(self) -> bool:
        """Whether Cloud9 has a part in it: an environment's instance, or one that has Cloud9's profile."""
        return not self.instance_id or self.profile_arn.endswith(CLOUD9_PROFILE)

    @cached_property
    def environments(self) -> list[Answer]:
        """All environments of the account in this Region that the caller may see."""
        self.for_open_cloud9()
        return environments.described(self.reader)

    @cached_property
    def environment(self) -> Answer | None:
        """The environment that is looked at; None when the deployment has none."""
        self.for_open_cloud9()
        if not self.environment_id:
            return environments.of_deployment(self.reader)
        return next(iter(environments.by_ids(self.reader, [self.environment_id], NO_SUCH_ENVIRONMENT)), None)

    @property
    def the_environment(self) -> Answer:
        """The environment. Raises `Inapplicable` when there is none."""
        if self.environment is None:
            raise Inapplicable("there is no environment to look at (environment.lifecycle)")
        return self.environment

    @cached_property
    def memberships(self) -> dict[str, str]:
        """Who shares the environment, by ARN, with which permissions; its owner has `owner`."""
        asked = {"environmentId": self.the_environment["id"]}
        found = self.reader.all("cloud9", "describe_environment_memberships", "memberships", **asked)
        return {one["userArn"]: one["permissions"] for one in found}

    def is_member(self, arn: str) -> bool:
        """Whether somebody is a member of the environment."""
        return arn in self.memberships

    @cached_property
    def status(self) -> Answer:
        """Cloud9's own word about the environment: `status` and `message`."""
        asked = self.the_environment["id"]
        return self.reader.one("cloud9", "describe_environment_status", environmentId=asked) or {}

    @cached_property
    def stack(self) -> Answer:
        """The stack that holds the environment; of a deployment without one the stack that should have made it.

        Raises `Inapplicable` when CloudFormation has no part in it: after one call, or none if `launch_with` says so.
        """
        self.for_open_cloud9()
        asked = self.session.parameters
        if not self.environment_id and asked.launch_with != "cloudformation":
            raise Inapplicable(f"launch_with is {asked.launch_with}: no stack is asked for")
        if self.environment is None:
            name = stacks.name_of(asked.deployment)
            found = stacks.named(self.reader, name)
            if found is None:
                raise Inapplicable(f"there is no stack {name} yet")
            return found
        try:
            held = stacks.holding(self.reader, self.environment["id"])
        except Unread as refused:
            if refused.code not in DENIED or asked.launch_with == "cloudformation":
                raise
            # Nobody said that there is a stack: not to know it takes nothing from the environment.
            raise Inapplicable(f"whether a stack made it isn't shown without {refused.permission}") from None
        found = stacks.named(self.reader, held[0]["StackId"]) if held else None
        if found is None:
            raise Inapplicable(f"no stack made {self.environment['id']}: Cloud9 was asked itself")
        return found

    @cached_property
    def instance_or_none(self) -> Answer | None:
        """The EC2 instance in DescribeInstances' shape; of several the one that hasn't ended."""
        if self.instance_id:
            found = environments.instances(self.reader, NO_SUCH_INSTANCE, InstanceIds=[self.instance_id])
        else:
            of_deployment = not self.environment_id
            found = environments.instances_of(self.reader, self.the_environment["id"], of_deployment=of_deployment)
        return min(found, key=lambda one: one["State"]["Name"] in ENDED, default=None)

    @property
    def instance(self) -> Answer:
        """The instance, in whatever state. Raises `Inapplicable` when there is none."""
        if self.instance_or_none is None:
            told = f"no instance carries the tag {ENVIRONMENT_TAG}={self.the_environment['id']} (instance.state)"
            raise Inapplicable(told)
        return self.instance_or_none

    @property
    def alive(self) -> Answer:
        """The instance unless it has ended; the words of instance.state say what then."""
        return self.running if self.instance["State"]["Name"] in ENDED else self.instance

    @property
    def running(self) -> Answer:
        """The instance while it runs."""
        state = self.instance["State"]["Name"]
        if state != "running":
            raise Inapplicable(f"{self.instance['InstanceId']} is {state} (instance.state)")
        return self.instance

    @property
    def profile_arn(self) -> str:
        """The ARN of the instance's profile, "" when it has none."""
        return str(self.instance.get("IamInstanceProfile", {}).get("Arn", ""))

    @cached_property
    def registration(self) -> Answer | None:
        """What Systems Manager knows of the instance's agent; None when it never registered (facts 7.5)."""
        wanted = [{"Key": "InstanceIds", "Values": [self.running["InstanceId"]]}]
        found = self.reader.all("ssm", "describe_instance_information", "InstanceInformationList", Filters=wanted)
        return found[0] if found else None

    @cached_property
    def connection(self) -> str:
        """`connected` or `notconnected`: the agent's control channel (facts 7.5)."""
        answer = self.reader.one("ssm", "get_connection_status", Target=self.running["InstanceId"]) or {}
        return str(answer["Status"])

    @cached_property
    def surroundings(self) -> Surroundings:
        """The network around the instance; for a deployment without one, around the subnet for its launch."""
        found = self._instance_if_any()
        if found is None and (self.instance_id or self.environment_id):
            raise Inapplicable("there is no instance whose network could be looked at (instance.state)")
        return Surroundings(self.reader, found)

    def _instance_if_any(self) -> Answer | None:
        try:
            found = self.instance_or_none
        except (Inapplicable, Unread):  # its own checks say why; the deployment's network is there to be looked at
            return None
        return found if found and found["State"]["Name"] not in ENDED else None

    def _must_exist(self) -> None:
        """Raise `ParameterError` when the id names nothing: nothing could be said about it."""
        if self.instance_id and self.environment_id:
            raise ParameterError(
                "Give an environment or an instance, not both.",
                details=(f"--environment-id {self.environment_id}", f"--instance-id {self.instance_id}"),
            )
        try:
            if self.instance_id and self.instance_or_none is None:
                raise self._unknown("instance", self.instance_id, "aws ec2 describe-instances")
            if self.environment_id and self.environment is None:
                raise self._unknown("environment", self.environment_id, "aws cloud9 list-environments")
        except (Inapplicable, Unread):
            return  # Nobody knows whether it exists, and the checks say why.

    def _unknown(self, noun: str, wanted: str, listing: str) -> ParameterError:
        return ParameterError(
            f"There is no {noun} {wanted}.",
            details=(f"looked in account {self.session.account_id}, Region {self.region}",),
            remedy=(f"See which there are: {listing} --region {self.region}",),
        )
