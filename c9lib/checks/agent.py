"""Is SSM Agent registered, connected, and new enough for sessions? (facts 7.4, 7.5, 8.5)"""

from __future__ import annotations

from c9lib.checks.documented import AGENT_FOR_SESSIONS
from c9lib.checks.path import to_look_at
from c9lib.checks.reader import Answer, Inapplicable, Unread
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check
from c9lib.path import Path

NO_AGENT = (
    "If those are well: the image may lack SSM Agent, as Amazon Linux 2023's minimal one (al2023-ami-minimal) does."
)


@asks("agent.online", "Is the agent registered with Systems Manager?")
def online(question: Question, seen: Snapshot) -> Check:
    """Facts 7.5: an agent that never registered isn't listed. Facts 7.4: it gives a sign of life every 5 minutes."""
    found, instance_id = seen.registration, seen.running["InstanceId"]
    if found and found["PingStatus"] == "Online":
        return question.ok(f"Online, last seen {found['LastPingDateTime']:%Y-%m-%d %H:%M:%S} UTC")
    evidence = (
        f"{found['PingStatus']}, last seen {found['LastPingDateTime']:%Y-%m-%d %H:%M:%S} UTC"
        if found
        else "never registered"
    )
    reason = found["PingStatus"] if found else ""
    known = "Its rights (instance.profile, role.*, endpoint.policy), its way (path.*, dns.*) or itself keep it away."
    known += "" if found else f" {NO_AGENT}"
    cause, remedy = _suspected(seen, "ssm") or (known, (_reboot(seen),))
    return question.fail(f"{instance_id}: {evidence}", cause=cause, reason=reason, remedy=remedy)


@asks("agent.connected", "Can a session reach it?")
def connected(question: Question, seen: Snapshot) -> Check:
    """Facts 7.5: GetConnectionStatus tells the control channel, the quickest test of readiness for sessions."""
    if seen.connection == "connected":
        return question.ok("connected")
    evidence = f"{seen.running['InstanceId']}: {seen.connection}"
    known = "The agent holds no control channel to ssmmessages: agent.online and path.ssmmessages say more."
    cause, remedy = _suspected(seen, "ssm", "ssmmessages") or (known, (_reboot(seen),))
    return question.fail(evidence, cause=cause, reason="TargetNotConnected", remedy=remedy)


@asks("agent.version", "Does the agent know sessions?")
def version(question: Question, seen: Snapshot) -> Check:
    """Facts 7.4: Session Manager needs 2.3.68.0."""
    found = _registered(seen)
    told, least = found["AgentVersion"], ".".join(map(str, AGENT_FOR_SESSIONS))
    if tuple(int(part) for part in told.split(".")) >= AGENT_FOR_SESSIONS:
        newest = "" if found.get("IsLatestVersion", True) else ", not the latest"
        return question.ok(f"{told} (needed: {least}){newest}")
    words = ("--document-name", "AWS-UpdateSSMAgent", "--instance-ids", found["InstanceId"])
    return question.fail(
        f"{told} is older than {least}",
        cause="Session Manager came with a later agent.",
        remedy=(seen.command("ssm", "send-command", *words),),
    )


def _registered(seen: Snapshot) -> Answer:
    if seen.registration is None:
        raise Inapplicable("the agent never registered (agent.online)")
    return seen.registration


def _suspected(seen: Snapshot, *services: str) -> tuple[str, tuple[str, ...]] | None:
    """Cause and remedy for an agent that may be kept away by what isn't evaluated: a firewall, a peering, a proxy.

    None where its ways are known to be open or closed: then its silence has a cause that a check can name.
    """
    try:
        paths = {name: seen.surroundings.path_to(name) for name in services}
    except (Inapplicable, Unread):  # path.* says so itself
        return None
    doubtful = {name: path for name, path in paths.items() if not path.reachable and not path.certain}
    if not doubtful:
        return None
    cause = f"Its way to {' and '.join(doubtful)} isn't evaluated here: {_unknown(next(iter(doubtful.values())))}"
    # No reboot: it would try the same way again.
    return cause, tuple(dict.fromkeys(map(to_look_at, doubtful.values())))


def _unknown(path: Path) -> str:
    return " ".join(filter(None, [path.explanation, *path.caveats]))


def _reboot(seen: Snapshot) -> str:
    """A restarted agent tries again at once; by itself it waits up to an hour (facts 7.4)."""
    return seen.command("ec2", "reboot-instances", "--instance-ids", seen.running["InstanceId"])
