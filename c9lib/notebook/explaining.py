"""Paste an error: which message it is, its cause and remedy; and, with a connection, whether that cause holds here."""

from __future__ import annotations

from collections.abc import Mapping

from c9lib import checks
from c9lib.aws import Session
from c9lib.messages import MESSAGES, Found, find
from c9lib.nouns import Check
from c9lib.nouns.explanation import Explained, Explanation
from c9lib.nouns.secrets import scrubbed
from c9lib.steps.base import translated

GENERAL = (
    "Look from the outside first: `c9lib verify`, or notebook 07-verify, puts every check and names one root cause.",
    "An instance without Cloud9, or an environment of somebody else: `c9lib verify --instance-id ID` or"
    " `--environment-id ID`.",
    "A stack's sentence says little: its first failed event does (`aws cloudformation describe-stack-events`).",
    "A refusal names an action: `c9lib policy`, or notebook 04-grant-access, says who may do it.",
)


def explain(text: str, known: Mapping[str, str] | None = None) -> Explanation:
    """What a pasted text is. Asks nobody, and repeats none of the text but ids and names that a command needs.

    `known` fills what the text doesn't carry, such as `region` or `instance`.
    """
    answer = find(scrubbed(text), MESSAGES, known)
    if answer.found:
        return Explanation(tuple(map(_told, answer.found)))
    return Explanation((), tuple(f"{one.id} ({one.means})" for one in answer.nearest), GENERAL)


def explain_here(
    session: Session, text: str, *, environment_id: str | None = None, instance_id: str | None = None
) -> Explanation:
    """The same, and whether the cause holds on the account of this session. Reads only."""
    told = explain(text, {"region": session.region, "account": session.account_id})
    if told.first is None:
        return told
    families = tuple(dict.fromkeys(one.partition(".")[0] for one in told.first.checks))
    with translated(session):
        asked = checks.of(session, families, environment_id, instance_id)
    return Explanation(told.found, here=_in_order(told.first, tuple(asked.checks)))


def _in_order(one: Explained, asked: tuple[Check, ...]) -> tuple[Check, ...]:
    """The checks of the message alone, in its order: the first of them decides."""
    return tuple(check for wanted in one.checks for check in asked if check.id == wanted)


def _told(found: Found) -> Explained:
    one = found.message
    return Explained(one.id, one.seen, one.means, one.cause, found.remedy, one.checks, one.notebook, one.fact)
