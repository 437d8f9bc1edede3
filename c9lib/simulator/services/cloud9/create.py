"""CreateEnvironmentEC2: what is refused at once, and the beginning of what takes time."""

from __future__ import annotations

from c9lib.simulator.api import ACCOUNT, Answer, ApiCall, ApiError
from c9lib.simulator.services.cloud9 import identities, images, quotas, service_role, ssh, subnets, tags
from c9lib.simulator.services.cloud9.blueprint import NO_INGRESS, Blueprint, stack_name
from c9lib.simulator.services.cloud9.creation import Creation
from c9lib.simulator.services.cloud9.door import cloud9
from c9lib.simulator.services.cloud9.environments import Environment, Identity, environments
from c9lib.simulator.services.cloud9.refusals import conflict
from c9lib.simulator.services.stacks import uuid

DEFAULT_CONNECTION = "CONNECT_SSH"
CAPITALS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@cloud9("CreateEnvironmentEC2")
def create_environment_ec2(call: ApiCall) -> Answer:
    """Begin an environment: CREATING at once, CREATED or CREATE_FAILED later."""
    # Drawn before anything is asked, so that the ids depend on this request alone.
    digits = call.world.hex(64)
    suffix = "".join(call.world.random.choices(CAPITALS, k=13))
    if call.params.get("dryRun"):
        # Whoever may not do it has been refused already.
        raise ApiError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
    earlier = _earlier(call)
    if earlier:
        return {"environmentId": earlier}
    made = _new(call, digits[:32])
    blueprint = _blueprint(call, made, digits[32:], suffix)
    service_role.ensure(call)
    _remember(call, made)
    Creation(call.world, blueprint, call.principal, call.via).begin()
    return {"environmentId": made.id}


def _earlier(call: ApiCall) -> str:
    """The id that the same request with the same token made, or "".

    Raises ConflictException for another request's token.
    """
    token = call.params.get("clientRequestToken")
    known = environments(call.world, call.region).tokens.get(token) if token else None
    if known is None:
        return ""
    if known[0] != _told(call):
        raise conflict(f"The client request token {token} has been used before, with other parameters")
    return known[1]


def _told(call: ApiCall) -> dict[str, object]:
    return {**call.params, "clientRequestToken": None, "caller": call.principal.arn}


def _remember(call: ApiCall, made: Environment) -> None:
    state = environments(call.world, call.region)
    state.held[made.id] = made
    token = call.params.get("clientRequestToken")
    if token:
        state.tokens[token] = (_told(call), made.id)


def _owner(call: ApiCall) -> Identity:
    return identities.existing(call.params["ownerArn"]) if "ownerArn" in call.params else identities.caller(call)


def _new(call: ApiCall, environment_id: str) -> Environment:
    params = call.params
    connection = params.get("connectionType", DEFAULT_CONNECTION)
    if connection != NO_INGRESS:
        ssh.ranges(call.region)
    owner = _owner(call)
    made = Environment(
        environment_id,
        call.region,
        params["name"],
        owner,
        connection,
        description=params.get("description", ""),
        automatic_stop_minutes=params.get("automaticStopTimeMinutes") or 0,
        tags=tags.given(call, params.get("tags", [])),
    )
    quotas.check(call, owner)
    return made


def _blueprint(call: ApiCall, made: Environment, stack_digits: str, suffix: str) -> Blueprint:
    name = stack_name(made)
    return Blueprint(
        environment=made,
        image_parameter=images.parameter(call.params["imageId"]),
        place=subnets.place(call),
        instance_type=call.params["instanceType"],
        stack_id=f"arn:aws:cloudformation:{call.region}:{ACCOUNT}:stack/{name}/{uuid(stack_digits)}",
        group_suffix=suffix,
        tags=tags.users(made.tags),
    )
