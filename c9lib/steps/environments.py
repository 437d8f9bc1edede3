"""Finding environments: all of a Region, and those of this deployment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from c9lib.aws import Session, error_code
from c9lib.aws.failures import CLOSED
from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.checks.documented import ENVIRONMENT_TAG
from c9lib.checks.environments import AT_ONCE, ENDED, HIDDEN, LIVELIEST_FIRST, lifecycle
from c9lib.steps.reading import found, tag

Environment = dict[str, Any]
UNSETTLED = ("CREATING", "CREATE_FAILED", "DELETING", "DELETE_FAILED")


def described(
    session: Session, region: str | None = None, *, readable: bool = False, listed: Iterable[str] | None = None
) -> list[Environment]:
    """All environments of a Region, sorted by id; `readable`: without those that aren't shown to the caller. `listed`
    are their ids, where they are known already."""
    if listed is None:
        listed = session.pages("cloud9", "list_environments", "environmentIds", region)
    ids = sorted(listed)
    cloud9 = session.client("cloud9", region)
    environments: list[Environment] = []
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        try:
            environments += cloud9.describe_environments(environmentIds=some)["environments"]
        except ClientError as error:
            # One environment that the caller may not see refuses the whole request.
            if not readable or error_code(error) not in HIDDEN:
                raise
            environments += _one_by_one(session, some)
    return environments


def _one_by_one(session: Session, ids: list[str]) -> list[Environment]:
    ask = session.client("cloud9").describe_environments
    told = [found(ask, *HIDDEN, environmentIds=[one]) for one in ids]
    return [environment for answer in told if answer for environment in answer["environments"]]


def described_one(session: Session, environment_id: str) -> Environment | None:
    """One environment as it is now; None when it is gone."""
    ask = session.client("cloud9").describe_environments
    told = found(ask, "NotFoundException", environmentIds=[environment_id])
    return next(iter(told["environments"]), None) if told else None


def looked_at(session: Session, environment_id: str) -> Environment | None:
    """As `described_one`, for who waits for it; who does so side by side with others looks at theirs as well."""

    def read(ids: Sequence[str]) -> dict[str, Environment | None]:
        if len(ids) == 1:
            return {ids[0]: described_one(session, ids[0])}
        told: dict[str, Environment | None] = {one["id"]: one for one in _several(session, ids)}
        return told if ids[0] in told else {**told, ids[0]: described_one(session, ids[0])}

    found: Environment | None = session.one_of("environment", environment_id, read, at_once=AT_ONCE)
    return found


def _several(session: Session, ids: Sequence[str]) -> list[Environment]:
    """Those of these environments that are there: one that is gone refuses the whole request."""
    try:
        told = session.client("cloud9").describe_environments(environmentIds=list(ids))
    except ClientError as error:
        if error_code(error) not in HIDDEN:
            raise
        left = set(session.pages("cloud9", "list_environments", "environmentIds")).intersection(ids)
        return described(session, readable=True, listed=left)
    return list(told["environments"])


def status_of(session: Session, environment_id: str) -> tuple[str, str]:
    """Cloud9's own word about an environment: `ready`, `stopped` …, and its message."""
    told = session.client("cloud9").describe_environment_status(environmentId=environment_id)
    return str(told["status"]), str(told.get("message", ""))


def agent_of(session: Session, instance_id: str) -> str:
    """What Systems Manager knows of SSM Agent: `Online`, `ConnectionLost`, or `not registered`."""
    wanted = [{"Key": "InstanceIds", "Values": [instance_id]}]
    told = session.client("ssm").describe_instance_information(Filters=wanted)["InstanceInformationList"]
    return str(told[0]["PingStatus"]) if told else "not registered"


def instances_of(session: Session, environment_ids: list[str]) -> dict[str, Mapping[str, Any]]:
    """The instance of each environment by its id; a terminated one only when there is no other."""
    if not environment_ids:
        return {}
    return _by_environment(session, [{"Name": f"tag:{ENVIRONMENT_TAG}", "Values": environment_ids}])


def instance_of(session: Session) -> Mapping[str, Any] | None:
    """The instance of this deployment's environment, by the tag that Cloud9 passed on; None while none lives."""
    there = _by_environment(session, session.tag_filter()).values()
    living = [one for one in there if one["State"]["Name"] not in ENDED]
    return min(living, key=lambda one: str(one["InstanceId"]), default=None)


def _by_environment(session: Session, filters: list[dict[str, Any]]) -> dict[str, Mapping[str, Any]]:
    alive: dict[str, Mapping[str, Any]] = {}
    ended: dict[str, Mapping[str, Any]] = {}
    for reservation in session.pages("ec2", "describe_instances", "Reservations", Filters=filters):
        for instance in reservation["Instances"]:
            environment_id = tag(instance.get("Tags", ()), ENVIRONMENT_TAG)
            if environment_id:
                (ended if instance["State"]["Name"] == "terminated" else alive)[environment_id] = instance
    return {**ended, **alive}


def ours_to_remove(session: Session) -> list[Environment]:
    """As `ours`; none in an account that Cloud9 is closed to (facts 3.7): what else there is can be removed there."""
    try:
        return ours(session)
    except ClientError as error:
        if CLOSED in str(error):
            return []
        raise


def ours(session: Session) -> list[Environment]:
    """The environments of this deployment, by their tag.

    Cloud9 lists tags one environment at a time only. Cloud9 also passes them on to the instance (facts 4.2), which EC2
    finds in one call, for all deployments: so what is another's is left out, and of the rest Cloud9 is asked only about
    environments of the wanted name, and about those that may have no instance.
    """
    listed, of = session.alike("whose environments", lambda: _whose(session))
    own = session.parameters.deployment
    there = described(session, readable=True, listed=[one for one in listed if of.get(one, own) == own])

    def maybe(one: Environment) -> bool:
        return lifecycle(one) in UNSETTLED or one["name"] == session.parameters.environment_name

    return [one for one in there if one["id"] in of or (maybe(one) and _is_tagged(session, one))]


def _whose(session: Session) -> tuple[list[str], dict[str, str]]:
    """The ids of all environments, and the deployment of those whose instance carries the tag of one."""
    listed = [str(one) for one in session.pages("cloud9", "list_environments", "environmentIds")]
    tagged = _by_environment(session, [{"Name": "tag-key", "Values": [DEPLOYMENT_TAG]}]) if listed else {}
    return listed, {name: tag(instance.get("Tags", ()), DEPLOYMENT_TAG) for name, instance in tagged.items()}


def liveliest_first(environments: Iterable[Environment]) -> list[Environment]:
    """In the order in which they are of use."""
    return sorted(environments, key=lambda one: (LIVELIEST_FIRST.index(lifecycle(one)), one["id"]))


def _is_tagged(session: Session, environment: Environment) -> bool:
    ask = session.client("cloud9").list_tags_for_resource

    def read() -> str | None:
        told = found(ask, "NotFoundException", ResourceARN=environment["arn"])
        return tag(told["Tags"], DEPLOYMENT_TAG) if told else None

    whose = session.lasting(f"whose {environment['id']}", read)
    return bool(whose == session.parameters.deployment)
