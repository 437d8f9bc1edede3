"""The chain by which an instance is reached, link by link, as the checks see it now: role, profile, instance, agent,
Systems Manager, Cloud9."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from c9lib.aws import Session
from c9lib.checks.asking import read_ahead
from c9lib.checks.documented import PROFILE, ROLE
from c9lib.checks.families import asked
from c9lib.checks.reader import Inapplicable, Unread
from c9lib.checks.registry import answer
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Chain, Check, Link
from c9lib.nouns.chain import Holding


@dataclass(frozen=True)
class Part:
    """A link of the chain before anybody has looked: what it is called, what it does, and which checks tell."""

    kind: str
    name: Callable[[Snapshot], str]
    does: str
    checks: tuple[str, ...]
    of_cloud9: bool = False


def _instance(seen: Snapshot) -> str:
    return str(seen.instance["InstanceId"])


def _environment(seen: Snapshot) -> str:
    return str(seen.the_environment["id"])


PARTS = (
    Part(
        "IAM role",
        lambda _: ROLE,
        "holds the rights that the agent needs, and trusts EC2 and Cloud9",
        ("role.exists", "role.path", "role.trust", "role.policy"),
    ),
    Part(
        "Instance profile",
        lambda _: PROFILE,
        "carries the role to an instance",
        ("profile.exists", "profile.path", "profile.role"),
    ),
    Part("EC2 instance", _instance, "hands out the role's credentials", ("instance.state", "instance.profile")),
    Part("SSM Agent", _instance, "signs in at Systems Manager, from inside", ("agent.online", "agent.version")),
    Part(
        "AWS Systems Manager",
        lambda _: "ssm, ssmmessages",
        "holds the channel that sessions come through",
        ("dns.support", "path.ssm", "path.ssmmessages", "agent.connected"),
    ),
    Part("AWS Cloud9", _environment, "opens a session to the instance", ("environment.status",), of_cloud9=True),
)
WORST_FIRST: tuple[tuple[str, Holding], ...] = (("fail", "broken"), ("warn", "unknown"), ("skip", "unknown"))


def chain(session: Session, environment_id: str | None = None, instance_id: str | None = None) -> Chain:
    """The chain of the deployment's instance, of another environment or of any instance. Reads only.

    Raises `ParameterError` for an id that names nothing, `AwsError` when AWS can't be asked at all.
    """
    seen = Snapshot(session, environment_id, instance_id)
    parts = [part for part in PARTS if not (part.of_cloud9 and instance_id)]
    wanted = {name for part in parts for name in part.checks}
    families = {name.partition(".")[0] for name in wanted}
    read_ahead(seen, families)
    pairs = asked(families)
    found = {question.id: answer(question, answering, seen) for question, answering in pairs if question.id in wanted}
    return Chain(tuple(_link(seen, part, [found[name] for name in part.checks]) for part in parts))


def _link(seen: Snapshot, part: Part, found: Sequence[Check]) -> Link:
    """The worst of its checks decides, and says why. What is skipped counts only of the last one, which the link is
    for: those before it are ways to get there."""
    checks = [check for check in found[:-1] if check.status != "skip"] + [found[-1]]
    for status, holding in WORST_FIRST:
        worst = next((check for check in checks if check.status == status), None)
        if worst:
            why = worst.evidence if status == "skip" else f"{worst.id}: {worst.evidence}"
            return Link(part.kind, _name(seen, part), part.does, holding, why, worst.reason, part.checks)
    return Link(part.kind, _name(seen, part), part.does, "ok", checks=part.checks)


def _name(seen: Snapshot, part: Part) -> str:
    try:
        return part.name(seen)
    except (Inapplicable, Unread):  # why there is none is said beside it
        return "–"
