"""Who shares the environment: owner and members, looked up before anything is made; members are invited afterwards.

Cloud9 takes users, sessions of roles, and the account's root: never a role itself, and nobody of another account
(facts 3.4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from c9lib.aws import Session
from c9lib.checks.capabilities import Scene, owning
from c9lib.checks.creation import other_owner
from c9lib.checks.principals import Iam
from c9lib.checks.reader import Inapplicable, Reader, Unread
from c9lib.checks.rights import Rights
from c9lib.nouns import Change, Plan
from c9lib.steps.environments import Environment
from c9lib.steps.reading import in_words, shared

PERMISSIONS = "read-write"
"""What everybody in `members` gets. For read-only use AWS CLI's `update-environment-membership`."""


def strangers(iam: Iam) -> tuple[str, ...]:
    """Why Cloud9 would refuse the owner or a member, in words. Who can't be looked up is left to Cloud9."""
    asked = iam.reader.session.parameters
    people = [("owner_arn", asked.owner_arn)] if asked.owner_arn else []
    people += [("members", arn) for arn in asked.members]
    return tuple(words for name, arn in people for words in _stranger(iam, name, arn))


def _stranger(iam: Iam, parameter: str, arn: str) -> Iterator[str]:
    account = iam.reader.session.account_id
    if arn.split(":")[4] != account:
        yield f"{arn} isn't in account {account}, so Cloud9 doesn't take it. Correct {parameter}."
        return
    kind, _, rest = arn.split(":", 5)[5].partition("/")
    if kind not in ("user", "assumed-role"):  # root is there, and a federated user can't be looked up
        return
    name = rest.rpartition("/")[2] if kind == "user" else rest.partition("/")[0]
    try:
        found = iam.entity("user" if kind == "user" else "role", name)
    except Unread:
        return
    if kind == "assumed-role" and found is None:
        yield f"There is no role {name}, so nobody is {arn}. Make the role, or correct {parameter}."
    elif found is None:
        yield f"There is no user {arn}. Make it, or correct {parameter}."
    elif kind == "user" and found["Arn"] != arn:
        yield f"There is no user {arn}; {name} is {found['Arn']}. Correct {parameter}."


def not_the_owner(rights: Rights) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Refusals and notes about `owner_arn`: may the caller make an environment that somebody owns?

    `AWSCloud9User` allows the launch only where `ownerArn` isn't given (facts 3.4, 5.5). It isn't for the caller's own.
    """
    session = rights.reader.session
    owner, caller = other_owner(session), session.identity.arn
    if not owner:
        return (), ()
    try:
        (judged,) = rights.decide(caller, [owning(Scene(session.account_id, session.region), owner)])
    except (Inapplicable, Unread) as unknown:
        return (), (f"Nobody can tell whether {caller} may name an owner: {unknown}.",)
    if not judged.denied:
        return (), ()
    near = f" Nearly: {judged.nearly}." if judged.nearly else ""
    told = (
        f"{caller} may not create an environment for an owner: {judged.reason}.{near} AWSCloud9User allows it to"
        " nobody: run as somebody with AWSCloud9Administrator, or leave owner_arn out."
    )
    return (told,), ()


def at_launch(session: Session, environment_id: Callable[[], str]) -> Plan:
    """What the launch of an environment takes for its owner and its members. Raises `AwsError`."""
    rights, asked = Rights(Reader(session)), session.parameters
    refusals, notes = not_the_owner(rights)
    owner = asked.owner_arn or session.identity.arn
    if owner in asked.members:
        refusals += (f"{owner} makes the environment and owns it, so it can't be a member besides. Correct members.",)
    changes = tuple(_invite(session, arn, environment_id) for arn in asked.members)
    if changes:
        notes += losing_credentials(session, owner)
    return Plan("environment", changes, notes, (*strangers(rights.iam), *refusals))


def of_living(session: Session, environment: Environment) -> Plan:
    """What lacks in the memberships of an environment that is there, and what is otherwise than `members` says."""
    wanted = session.parameters.members
    if not wanted:
        return Plan("environment")
    held = memberships(session, environment["id"])
    missing = [arn for arn in wanted if arn not in held]
    changes = tuple(_invite(session, arn, lambda: str(environment["id"])) for arn in missing)
    notes = (*_otherwise(held, wanted), *(losing_credentials(session, environment["ownerArn"]) if changes else ()))
    return Plan("environment", changes, notes, strangers(Iam(Reader(session))) if changes else ())


def memberships(session: Session, environment_id: str) -> dict[str, str]:
    """Who shares an environment, with which permissions; its owner has `owner`."""
    asked = {"environmentId": environment_id}
    found = session.pages("cloud9", "describe_environment_memberships", "memberships", **asked)
    return {one["userArn"]: one["permissions"] for one in found}


def _otherwise(held: Mapping[str, str], wanted: Sequence[str]) -> Iterator[str]:
    for arn in wanted:
        has = held.get(arn, PERMISSIONS)
        if has == "owner":
            yield f"{arn} owns the environment: nobody has to invite it."
        elif has != PERMISSIONS:
            yield f"{arn} is a member with {has} permissions, and keeps them; `c9lib verify` names the command."
    others = [arn for arn, has in held.items() if has != "owner" and arn not in wanted]
    if others:
        yield f"Members whom members doesn't name stay: {in_words(others)}."


def _invite(session: Session, arn: str, environment_id: Callable[[], str]) -> Change:
    def run() -> None:
        told = {"environmentId": environment_id(), "userArn": arn, "permissions": PERMISSIONS}
        ask = session.client("cloud9").create_environment_membership
        shared(ask, "ConflictException", lambda: arn in memberships(session, environment_id()), **told)

    return Change(
        "invite",
        f"{arn} to the environment, to read and write",
        "only its owner and its members see it and open it",
        ("cloud9:CreateEnvironmentMembership", "cloud9:DescribeEnvironmentMemberships"),
        "take it out: aws cloud9 delete-environment-membership",
        run=run,
    )


def losing_credentials(session: Session, owner: str) -> tuple[str, ...]:
    """What inviting costs when somebody else than the owner does it (facts 6.3)."""
    if owner == session.identity.arn:
        return ()
    return (
        f"Inviting by anybody but the owner ({owner}) ends the AWS managed temporary credentials of the environment:"
        " its terminal loses them within 15 minutes, until the owner turns them on again.",
    )
