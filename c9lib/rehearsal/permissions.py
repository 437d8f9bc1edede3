"""May the caller do all that a run needs? Asked before anything is made, of IAM and not by trying."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from c9lib.aws import Session
from c9lib.checks.reader import Inapplicable, Reader, Unread
from c9lib.checks.rights import Judged, Rights
from c9lib.errors import RefusedError, StepError
from c9lib.nouns import Check, Checks
from c9lib.policy import Context, Request, Value
from c9lib.rehearsal.asking import rehearse
from c9lib.rehearsal.grants import pattern
from c9lib.rehearsal.least import Least, least_of
from c9lib.rehearsal.nouns import Need, Purpose, Rehearsal
from c9lib.rehearsal.statements import Stated

ID = "caller.permissions"
TITLE = "May this caller do all that the run needs?"
BY = {"simulation": "as IAM's policy simulator says", "reading": "as the caller's policies say", "root": "as root"}
ASKS_IAM = "iam:SimulatePrincipalPolicy"
"""Whoever may not is judged by reading the policies instead: the lack of it stops no run for certain."""
SHOWN = 3
"""How many missing permissions of a step are named."""
ASK = "`c9lib policy` with the same parameters prints all of it, to be attached to this caller by whoever may do so."


def permissions(session: Session, purpose: Purpose = "run") -> Checks:
    """One line per step. Only reads. A `fail` names the statement of `c9lib policy` that grants what lacks.

    Raises `AwsError` when AWS can't be asked at all.
    """
    try:
        return Checks(tuple(_judged(session, purpose)), TITLE)
    except Inapplicable as why:
        return Checks((_unknown(str(why)),), TITLE)
    except Unread as refused:
        told = f"not known: AWS answered {refused.code} to {refused.permission}"
        remedy = (refused.remedy(session.identity.arn),)
        return Checks((_unknown(told, refused.message, refused.code, remedy),), TITLE)


def refuse(found: Checks) -> None:
    """Raise `RefusedError` when the caller lacks something for sure: the run would stop in the middle."""
    failed = [check for check in found if check.status == "fail"]
    if failed:
        raise RefusedError(
            "This caller may not do all that the run needs; nothing was changed.",
            details=tuple(f"{check.question} {check.evidence}. {check.cause}" for check in failed),
            remedy=(*(line.lstrip("# ") for check in failed for line in check.remedy), ASK),
        )


def _judged(session: Session, purpose: Purpose) -> Iterator[Check]:
    try:
        rehearsal = rehearse(session.parameters, session.account_id, session.progress)
    except StepError as error:
        yield _unknown(error.title, "; ".join(error.details))
        return
    needs = tuple(_once(rehearsal.of([purpose])))
    requests = [_request(session, rehearsal, need) for need in needs]
    judged = Rights(Reader(session)).decide(session.identity.arn, requests)
    policy = least_of(rehearsal, session.parameters, session.account_id, [purpose], _holder(session.identity.arn))
    for step in dict.fromkeys(need.step for need in needs):
        mine = [(need, one) for need, one in zip(needs, judged, strict=True) if need.step == step]
        yield _of_step(step, mine, policy)


def _once(needs: Iterable[Need]) -> Iterator[Need]:
    """Each need once, whatever ids AWS made up in it, for the first step that has it."""
    seen: set[tuple[object, ...]] = set()
    for need in needs:
        told = tuple((key, tuple(pattern(value)[0] for value in need.context[key])) for key in sorted(need.context))
        key = (need.action, pattern(need.resource)[0], need.region, need.via, told)
        if key not in seen:
            seen.add(key)
            yield need


def _request(session: Session, rehearsal: Rehearsal, need: Need) -> Request:
    """What IAM is asked: the need, with the caller in the place of the rehearsal's."""
    me = session.identity
    resource = _arn_of(me.arn) if need.resource == rehearsal.caller else need.resource
    context: dict[str, Value] = {**need.context, "aws:RequestedRegion": need.region}
    if need.via:
        context |= {"aws:CalledVia": need.via, "aws:CalledViaFirst": need.via[0], "aws:CalledViaLast": need.via[-1]}
    if ":user/" in me.arn:
        context |= {"aws:username": me.arn.rpartition("/")[2], "aws:userid": me.user_id}
    return Request(need.action, resource, Context(context))


def _arn_of(arn: str) -> str:
    """The IAM ARN of who is behind an STS one; of a role without its path, which the session's ARN doesn't tell."""
    head, _, rest = arn.partition(":assumed-role/")
    return f"{head.replace(':sts:', ':iam:')}:role/{rest.partition('/')[0]}" if rest else arn


def _holder(arn: str) -> str:
    """Who holds a policy, as `least` takes it; "" for root, who needs none."""
    kind, _, name = _arn_of(arn).rpartition(":")[2].partition("/")
    return f"{kind}/{name.rpartition('/')[2]}" if kind in ("user", "role") else ""


def _unasked(question: str, whole: str) -> Check:
    """Nothing lacks for certain but the right to ask IAM, and nobody has to have that."""
    words = "# Nothing has to be done where the policies that matter may be read: the step decides by them."
    evidence = f"{whole}; not: {ASKS_IAM}, and the policies are read instead"
    return Check(ID, "warn", question, evidence, reason=f"implicitDeny {ASKS_IAM}", remedy=(words,))


def _of_step(step: str, judged: Sequence[tuple[Need, Judged]], policy: Least) -> Check:
    question = f"May the caller do all of step {step}?"
    lacking = [(need, one) for need, one in judged if not one.allowed]
    whole = f"{len(judged) - len(lacking)} of {len(judged)} allowed, {BY[judged[0][1].by]}"
    if not lacking:
        return Check(ID, "ok", question, whole)
    surely = [(need, one) for need, one in lacking if one.denied and need.action != ASKS_IAM]
    if all(need.action == ASKS_IAM for need, _ in lacking):
        return _unasked(question, whole)
    shown = surely or lacking
    needed = list(dict.fromkeys(f"{need.action} on {pattern(one.request.resource)[0]}" for need, one in shown))
    more = f" and {len(needed) - SHOWN} more" if len(needed) > SHOWN else ""
    first = shown[0][1]
    return Check(
        ID,
        "fail" if surely else "warn",
        question,
        f"{whole}; {'not' if surely else 'perhaps not'}: {', '.join(needed[:SHOWN])}{more}",
        cause="; ".join(dict.fromkeys(filter(None, (first.why, first.nearly)))),
        reason=first.reason,
        remedy=tuple(_remedies(policy, shown)),
    )


def _remedies(policy: Least, lacking: Sequence[tuple[Need, Judged]]) -> Iterator[str]:
    """Statements for what no policy allows. Where one denies, or a boundary or an organization limits, none helps."""
    limited = {one.why: need.action for need, one in lacking if not _is_grantable(one)}
    yield from (
        f"# No further statement helps with {action}: {why}. Ask whoever set that." for why, action in limited.items()
    )
    yield from (_grant(one) for one in _granting(policy, {need.action for need, one in lacking if _is_grantable(one)}))


def _is_grantable(one: Judged) -> bool:
    return one.decision.outcome != "explicitDeny" and one.decision.layer in ("identity", "resource")


def _granting(policy: Least, actions: set[str]) -> Iterator[Stated]:
    yield from (one for one in policy.statements if actions & set(one.actions))


def _grant(one: Stated) -> str:
    told: Mapping[str, object] = one.body
    return f"# Statement {one.sid} of `c9lib policy` grants it: {json.dumps(told)}"


def _unknown(evidence: str, cause: str = "", reason: str = "", remedy: tuple[str, ...] = ()) -> Check:
    return Check(ID, "warn", TITLE, evidence, cause, reason, remedy)
