"""May the people named in `access_for` do what they should: start sessions through Cloud9, create? (facts 5.4 to 5.8)

Decided by evaluation of everything that IAM lets the caller see, and told with the statement that decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from c9lib.checks.bearers import Kind
from c9lib.checks.capabilities import START_SESSION, Scene, requests, session
from c9lib.checks.commands import as_json, command
from c9lib.checks.documented import CLOUD9, ENVIRONMENT_TAG
from c9lib.checks.environments import ENDED
from c9lib.checks.granting import Grant, Granting
from c9lib.checks.grants import OWN, arn_of, documents
from c9lib.checks.judged import Judged, told
from c9lib.checks.reader import Inapplicable, Unread
from c9lib.checks.registry import Question, asks
from c9lib.checks.rights import Rights
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check
from c9lib.policy import Request

Found = Mapping[str, Sequence[Judged]]
DOUBT = "AWS's managed policies allow it since 2023 and 2025, its page does not; some sessions may fail."
NOBODY = "access_for names nobody"


def _start_session(scene: Scene) -> tuple[Request, ...]:
    document = session(scene, CLOUD9)[1].resource
    return tuple(one for one in requests("open", scene) if one.resource != document)


def _document(scene: Scene) -> tuple[Request, ...]:
    return session(scene, CLOUD9)[1:]


def _create(scene: Scene) -> tuple[Request, ...]:
    return tuple(one for one in requests("create", scene) if one.action != START_SESSION)


ASKED: Mapping[str, Callable[[Scene], tuple[Request, ...]]] = {
    "access.start-session": _start_session,
    "access.document": _document,
    "access.create": _create,
}
"""What each question is about. They are decided together: it takes fewer calls."""


@asks("access.start-session", "May those whom access_for names start sessions?")
def start_session(question: Question, seen: Snapshot) -> Check:
    """Facts 5.7: Cloud9 starts the session on the instance in the person's name. Without the right to ask whether it is
    connected, or to its data channel, some doubt remains: AWS's page does without, its policies have it.
    """
    cause = "Cloud9 opens the environment with the person's own right to start a session."
    return _answer(question, seen, cause, lambda one: one.request.action == START_SESSION)


@asks("access.document", "May they use the documents of sessions?")
def document(question: Question, seen: Snapshot) -> Check:
    """Facts 5.7: a session is authorized twice, on the instance and on the document that says what it is."""
    cause = "A session takes the right to start it on the instance, and on the document that says what it is."
    return _answer(question, seen, cause)


@asks("access.create", "May they create environments?")
def create(question: Question, seen: Snapshot) -> Check:
    """Facts 5.5, 5.8: the managed policies alone don't suffice, says AWS's page."""
    policy = seen.session.parameters.access_policy
    if "create" not in Granting(Rights(seen.reader)).wanted:
        return question.skip(f"access_policy {policy} is for opening environments, not for creating them")
    cause = "AWS asks for its custom policy besides AWSCloud9User or AWSCloud9Administrator."
    return _answer(question, seen, cause)


def _answer(
    question: Question, seen: Snapshot, cause: str, decisive: Callable[[Judged], bool] = lambda _: True
) -> Check:
    """Everybody allowed: ok. Somebody denied: fail, or a warning when it isn't `decisive`."""
    seen.for_cloud9()
    named = seen.session.parameters.access_for
    if not named:
        return question.skip(NOBODY)
    granting = Granting(Rights(seen.reader))
    found, strangers = _found(question, granting, named, _scene(granting, seen))
    if strangers:
        return _nobody(question, strangers)
    denied = {name: [one for one in some if one.denied] for name, some in found.items()}
    first = next((one for some in denied.values() for one in some), None)
    if first is None:
        return _not_denied(question, found)
    evidence = "; ".join(f"{name} {told(some, nearly=False)}" for name, some in found.items())
    near = f" Nearly: {first.nearly}." if first.nearly else ""
    remedy = _remedy(seen, granting, denied)
    if any(decisive(one) for some in denied.values() for one in some):
        return question.fail(evidence, cause=cause + near, reason=first.reason, remedy=remedy)
    return question.warn(evidence, cause=DOUBT + near, reason=first.reason, remedy=remedy)


def _scene(granting: Granting, seen: Snapshot) -> Scene:
    """The instance of the deployment's environment where there is one, else any."""
    scene = granting.scene()
    if seen.environment_id:
        return scene
    try:
        found = seen.instance_or_none
    except (Inapplicable, Unread):  # its own checks say why
        return scene
    if found is None or found["State"]["Name"] in ENDED:
        return scene
    tags = {tag["Key"]: tag["Value"] for tag in found.get("Tags", ())}
    return (
        Scene(scene.account, scene.region, scene.first, found["InstanceId"], tags) if ENVIRONMENT_TAG in tags else scene
    )


def _found(
    question: Question, granting: Granting, named: Sequence[str], scene: Scene
) -> tuple[dict[str, tuple[Judged, ...]], list[str]]:
    """Everybody's decisions by name, and those whom IAM doesn't know."""
    found: dict[str, tuple[Judged, ...]] = {}
    strangers = []
    for name in named:
        try:
            found[name] = _decided(granting, name, scene)[question.id]
        except Inapplicable:
            strangers.append(name)
    return found, strangers


def _decided(granting: Granting, name: str, scene: Scene) -> dict[str, tuple[Judged, ...]]:
    """What somebody may, by question. Raises as `Rights.of` does."""

    def decide() -> dict[str, tuple[Judged, ...]]:
        asked = {one: of(scene) for one, of in ASKED.items() if one != "access.create" or "create" in granting.wanted}
        judged = iter(granting.rights.of(*_parts(name), [one for some in asked.values() for one in some]))
        return {one: tuple(next(judged) for _ in some) for one, some in asked.items()}

    return granting.rights.reader.once(("access", name, repr(scene)), decide)


def _nobody(question: Question, strangers: list[str]) -> Check:
    return question.fail(
        f"{', '.join(strangers)}: no such one in this account",
        cause="access_for names somebody whom IAM doesn't know; names are case-sensitive here.",
        reason="NoSuchEntity",
        remedy=("# Correct access_for; `aws iam list-users` (list-groups, list-roles) shows who there is.",),
    )


def _not_denied(question: Question, found: Found) -> Check:
    """Allowed; or nobody knows, as a condition asks for what only the request itself tells."""
    evidence = "; ".join(f"{name} {told(some)}" for name, some in found.items())
    unsure = next((one for some in found.values() for one in some if not one.allowed), None)
    if unsure is None:
        return question.ok(evidence)
    return question.warn(
        evidence,
        cause="A condition asks for something that only the request itself will tell.",
        reason=unsure.reason,
        remedy=("# Nothing needs to be mended if those people meet the condition.",),
    )


def _remedy(seen: Snapshot, granting: Granting, denied: Found) -> tuple[str, ...]:
    """The commands that grant what lacks: the least of what `access_policy` and AWS's box name."""
    grants = {name: granting.grant(*_parts(name), some) for name, some in denied.items() if some}
    needed = dict.fromkeys(policy for grant in grants.values() for policy in grant.names)
    lines = [line for policy in needed if policy.startswith(OWN) for line in _made(seen, granting, policy)]
    lines += [_attach(seen, name, policy) for name, grant in grants.items() for policy in grant.names]
    return tuple(lines) or (_words(grants),)


def _made(seen: Snapshot, granting: Granting, policy: str) -> list[str]:
    """The command that makes a policy of the deployment's own; none when it is there."""
    arn = arn_of(seen.session.account_id, policy)
    document = documents(seen.session.parameters.deployment)[policy]
    found = granting.rights.iam.managed(arn)
    if found is None:
        tags = as_json(seen.session.tags())
        words = ("--policy-name", policy, "--policy-document", as_json(document), "--tags", tags)
        return [command(seen.region, "iam", "create-policy", *words)]
    if granting.rights.iam.document(arn) == document:
        return []
    version = ("--policy-arn", arn, "--policy-document", as_json(document), "--set-as-default")
    return [command(seen.region, "iam", "create-policy-version", *version)]


def _attach(seen: Snapshot, name: str, policy: str) -> str:
    kind, whom = _parts(name)
    words = (f"--{kind}-name", whom, "--policy-arn", arn_of(seen.session.account_id, policy))
    return seen.command("iam", f"attach-{kind}-policy", *words)


def _words(grants: Mapping[str, Grant]) -> str:
    """No command helps: nothing that could be attached lifts the denial."""
    told = "; ".join(f"{name}: {one.why}" for name, grant in grants.items() for one in grant.hindered)
    return f"# Granting doesn't help. Change what denies it: {told}."


def _parts(name: str) -> tuple[Kind, str]:
    kind, _, whom = name.partition("/")
    return cast(Kind, kind), whom
