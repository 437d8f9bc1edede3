"""Is the environment made, ready, without an inbound port, and somebody's? (facts 3.2 to 3.4, 6.1)"""

from __future__ import annotations

from c9lib.checks import creation
from c9lib.checks.environments import lifecycle as state_of
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check

HEALTHY = {"ready": "", "stopped": ": Cloud9 starts the instance when the environment is opened"}
UNDER_WAY = {
    "creating": "It is under way.",
    "connecting": "Cloud9 waits for the agent; when that lasts, agent.*, path.* and instance.* say why.",
    "stopping": "It is under way.",
    "deleting": "It is under way.",
}


@asks("environment.lifecycle", "Is the environment made?")
def lifecycle(question: Question, seen: Snapshot) -> Check:
    """Facts 3.3, 6.1: CREATED says that its resources are there; a failure carries its reason."""
    found = seen.environment
    if found is None:
        wanted = seen.session.parameters
        return question.fail(
            f"there is no environment {wanted.environment_name} with the tag c9lib:deployment={wanted.deployment}",
            cause="It wasn't launched yet, or it was deleted.",
            reason="NotFoundException",
            remedy=(creation.launch(seen),),
        )
    state, why = state_of(found), found.get("lifecycle", {}).get("reason", "")
    evidence = ": ".join(filter(None, [f"{found['id']} ({found['name']}) is {state}", why]))
    if state == "CREATED":
        return question.ok(evidence)
    if state in ("CREATING", "DELETING"):
        return question.warn(evidence, cause="It is under way.", reason=state, remedy=("# Wait, then verify again.",))
    cause = creation.cause_of(why) if state == "CREATE_FAILED" else "Something else uses what its stack would delete."
    return question.fail(evidence, cause=cause, reason=state, remedy=_made_anew(seen, found["id"], state))


def _made_anew(seen: Snapshot, environment_id: str, state: str) -> tuple[str, ...]:
    """A failed one is deleted; the deployment's is launched again, as its parameters say."""
    delete = seen.command("cloud9", "delete-environment", "--environment-id", environment_id)
    again = state == "CREATE_FAILED" and not seen.environment_id
    return (delete, creation.launch(seen)) if again else (delete,)


@asks("environment.status", "Does Cloud9 reach it?")
def status(question: Question, seen: Snapshot) -> Check:
    """Facts 3.3: `ready`, or `stopped` by Cloud9 itself after the time without use."""
    if state_of(seen.the_environment) != "CREATED":
        return question.skip(f"it is {state_of(seen.the_environment)} (environment.lifecycle)")
    told = seen.status
    evidence = ": ".join(filter(None, [told["status"], told.get("message", "")]))
    if told["status"] in HEALTHY:
        return question.ok(evidence + HEALTHY[told["status"]])
    if told["status"] in UNDER_WAY:
        return question.warn(
            evidence, cause=UNDER_WAY[told["status"]], reason=told["status"], remedy=("# Wait, then verify again.",)
        )
    return question.fail(
        evidence,
        cause="Cloud9 can't open a session to the instance: instance.*, path.* and agent.* say why.",
        reason=told["status"],
        remedy=("# Mend what those checks say; Cloud9 connects by itself when the agent is connected.",),
    )


@asks("environment.connection-type", "Is it reached through Systems Manager?")
def connection_type(question: Question, seen: Snapshot) -> Check:
    """Facts 3.2, 3.8: CONNECT_SSH is the API's default, and can't be changed afterwards."""
    found = seen.the_environment
    if found.get("connectionType") == "CONNECT_SSM":
        return question.ok("CONNECT_SSM")
    return question.fail(
        f"its type is {found['type']}, its connection type {found.get('connectionType')}",
        cause="Cloud9 reaches it by SSH through an inbound port. The connection type can't be changed afterwards.",
        remedy=("# Make a new environment with --connection-type CONNECT_SSM, move the work there, delete this one.",),
    )


@asks("environment.owner", "Will its user see it?")
def owner(question: Question, seen: Snapshot) -> Check:
    """Facts 3.4, 10.6: the console shows an environment to its owner and its members, not to whoever else made it."""
    found, caller, wanted = seen.the_environment, seen.session.identity.arn, seen.session.parameters.owner_arn
    if found["ownerArn"] == (wanted or caller):
        return question.ok(f"{found['ownerArn']}, {'as owner_arn says' if wanted else 'who asks'}")
    person = wanted or caller
    if seen.is_member(person):
        return question.ok(f"{found['ownerArn']}; {person} is a member")
    words = ("--environment-id", found["id"], "--user-arn", person, "--permissions", "read-write")
    return question.warn(
        f"{found['ownerArn']}, not {person}",
        cause="Only the owner and the members see an environment in the console; the owner can't be changed.",
        remedy=(seen.command("cloud9", "create-environment-membership", *words),),
    )
