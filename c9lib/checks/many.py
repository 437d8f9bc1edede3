"""Judge many environments in few calls: AWS's lists are read once, in pages and batches, for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from c9lib.aws import Session
from c9lib.checks import environments
from c9lib.checks.asking import judged
from c9lib.checks.one_of_many import SINGLE, OneOfMany, Together
from c9lib.checks.reader import Answer, Reader, Unread
from c9lib.checks.snapshot import NO_SUCH_ENVIRONMENT
from c9lib.errors import AwsError, ParameterError
from c9lib.nouns import Check, Judged, Verdict, Verdicts

NOT_ASKED = ("stack.status", "stack.drift", "environment.status", "agent.connected")


def verdicts(
    session: Session, environment_ids: Sequence[str] = (), asked: Mapping[str, Session] | None = None
) -> Verdicts:
    """All checks on each of these environments, or on all that the caller may see in the Region. `asked` has, by
    environment, a session whose parameters say what was asked for; the others are judged by those of `session`.

    Raises `ParameterError` for ids that name nothing, `AwsError` when the environments can't be listed at all.
    """
    reader = Reader(session)
    ids = list(dict.fromkeys(environment_ids)) or _listed(reader)
    found = {name: one for batch in environments.batches(ids) for name, one in _described(reader, batch)}
    if environment_ids:
        _must_exist(session, [name for name, one in found.items() if one is None])
    together = Together(session, reader, [one for one in found.values() if isinstance(one, dict)])
    whose = asked or {}
    judgements = tuple(
        _one(together, name, one, whose.get(name, session)) for name, one in found.items() if one is not None
    )
    note = f"Not asked of each: {', '.join(NOT_ASKED)} ({SINGLE})." if judgements else ""
    return Verdicts(judgements, note)


def _listed(reader: Reader) -> list[str]:
    try:
        return environments.listed(reader)
    except Unread as refused:
        raise AwsError(
            f"The environments can't be listed: {refused.code}.",
            code=refused.code,
            operation="ListEnvironments",
            details=tuple(filter(None, [refused.message])),
            remedy=(refused.remedy(reader.session.identity.arn).removeprefix("# "),),
        ) from refused


def _described(reader: Reader, ids: list[str]) -> Iterator[tuple[str, Answer | Unread | None]]:
    """Each with its description; None when there is none; the refusal when it isn't shown. At first all in one call."""
    try:
        yield from ((one["id"], one) for one in environments.by_ids(reader, ids))
        return
    except Unread as refused:
        if refused.code not in (*environments.HIDDEN, *NO_SUCH_ENVIRONMENT):
            yield from ((name, refused) for name in ids)
            return
    for name in ids:
        try:
            yield name, next(iter(environments.by_ids(reader, [name], NO_SUCH_ENVIRONMENT[:2])), None)
        except Unread as refused:
            yield name, refused


def _one(together: Together, environment_id: str, found: Answer | Unread, session: Session) -> Judged:
    if isinstance(found, Unread):
        return Judged(environment_id, "", "", _hidden(together.session, found))
    seen = OneOfMany(together, found, session)
    return Judged(environment_id, found["name"], _instance_id(seen), judged(seen))


def _instance_id(seen: OneOfMany) -> str:
    try:
        return str((seen.instance_or_none or {}).get("InstanceId", ""))
    except Unread:  # its checks say which permission lacks
        return ""


def _hidden(session: Session, refused: Unread) -> Verdict:
    """The verdict on an environment of which AWS shows only that it is there."""
    told = f"not known: AWS answered {refused.code} to {refused.permission}"
    remedy = (refused.remedy(session.identity.arn),)
    check = Check(
        "environment.lifecycle", "warn", "Is the environment made?", told, refused.message, refused.code, remedy
    )
    return Verdict((check,), title="Verdict on an environment that isn't shown")


def _must_exist(session: Session, unknown: list[str]) -> None:
    if unknown:
        raise ParameterError(
            f"There is no environment {' and no '.join(unknown)}.",
            details=(f"looked in account {session.account_id}, Region {session.region}",),
            remedy=(f"See which there are: aws cloud9 list-environments --region {session.region}",),
        )
