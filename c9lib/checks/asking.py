"""Ask a session's account: some families of checks, or all of them with a verdict."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from c9lib.aws import Session
from c9lib.checks.documented import ROLE
from c9lib.checks.families import FAMILIES, asked
from c9lib.checks.path_words import drawn
from c9lib.checks.reader import Inapplicable, Unread
from c9lib.checks.registry import answer
from c9lib.checks.rootcause import root_cause
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check, Checks, Verdict, Way


def _role(seen: Snapshot) -> None:
    seen.for_cloud9_profile()
    if seen.iam.role():
        seen.reader.ahead(lambda: seen.iam.attached("role", ROLE), lambda: seen.iam.inline("role", ROLE))


OF_INSTANCE: Mapping[str, tuple[Callable[[Snapshot], object], ...]] = {
    "environment": (lambda seen: seen.status,),
    "path": (lambda seen: seen.surroundings.reads.ahead(),),
    "agent": (lambda seen: seen.registration, lambda seen: seen.connection),
}
"""What these families need in any case, once it is known which instance it is."""


def of(
    session: Session, families: Sequence[str], environment_id: str | None = None, instance_id: str | None = None
) -> Checks:
    """The checks of some families, about the deployment's environment, another one, or any EC2 instance.

    Raises `ParameterError` for an id that names nothing, `AwsError` when AWS can't be asked at all.
    """
    seen = Snapshot(session, environment_id, instance_id)
    return Checks(_answers(seen, families))


def verdict(session: Session, environment_id: str | None = None, instance_id: str | None = None) -> Verdict:
    """All checks and their root cause. Raises as `of` does."""
    return judged(Snapshot(session, environment_id, instance_id))


def judged(seen: Snapshot) -> Verdict:
    """All checks on what a snapshot looks at, their root cause, and the ways to draw."""
    checks = _answers(seen, FAMILIES)
    return Verdict(checks, title=_title(seen), root_cause=root_cause(checks), ways=drawn(seen, checks))


def ways_out(session: Session) -> tuple[Way, ...]:
    """The ways out of the deployment's instance, or, forecast, of the subnet for its launch; none where there is
    neither. Raises as `of` does."""
    seen = Snapshot(session)
    return drawn(seen, _answers(seen, ("path",)))


def _answers(seen: Snapshot, families: Collection[str]) -> tuple[Check, ...]:
    read_ahead(seen, families)
    return tuple(answer(question, answering, seen) for question, answering in asked(families))


def read_ahead(seen: Snapshot, families: Collection[str]) -> None:
    """Read at once what the questions of these families ask for one after another."""
    of_instance = [partial(read, seen) for family in OF_INSTANCE if family in families for read in OF_INSTANCE[family]]
    if of_instance:
        seen.reader.ahead(lambda: seen.instance_or_none)
    seen.reader.ahead(*of_instance, *([partial(_role, seen)] if "role" in families else []))


def _title(seen: Snapshot) -> str:
    if seen.instance_id:
        return f"Verdict on {seen.instance_id}"
    try:
        return f"Verdict on {seen.the_environment['name']} ({seen.the_environment['id']})"
    except (Inapplicable, Unread):
        return f"Verdict on {seen.session.parameters.deployment}"
