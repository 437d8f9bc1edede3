"""How Systems Manager shows an agent: now, as it says; in a forecast, by its way and its rights.

Signs of life go to `ssm`, the control channel to `ssmmessages`: either may break alone (facts 7.1, 7.5).
"""

from __future__ import annotations

from c9lib.checks.agent_requests import Agent as Asker
from c9lib.checks.documented import OF_SESSIONS
from c9lib.checks.families import asked
from c9lib.checks.reader import Inapplicable, Unread
from c9lib.checks.registry import answer
from c9lib.checks.session_rights import session_rights
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns.what_if import Agent

WORTHLESS = (
    "instance.profile",
    "profile.exists",
    "profile.role",
    "role.exists",
    "role.trust",
)
"""Checks without which an agent has no credentials at all."""


def agent_now(seen: Snapshot) -> Agent:
    """What Systems Manager shows now; the instance's state where it doesn't run, empty where there is none."""
    try:
        state = str(seen.instance["State"]["Name"])
    except Inapplicable:
        return Agent()
    except Unread:
        return Agent(state="not shown to you")
    if state != "running":
        return Agent(state=state)
    try:
        found = seen.registration
        return Agent(str(found["PingStatus"]) if found else "absent", seen.connection)
    except Unread:
        return Agent(state=f"{state}, and its agent not shown to you")


def agent_then(seen: Snapshot, lacking: tuple[str, ...]) -> Agent:
    """What Systems Manager would show some minutes later, for a snapshot of a world that isn't there; `lacking` is what
    `rightless` says of it."""
    now = agent_now(seen)
    if not now.ping:
        return now
    cut = {one for one in OF_SESSIONS if not seen.surroundings.path_to(one).reachable} | set(lacking)
    ping = "Online" if "ssm" not in cut else "absent" if now.ping == "absent" else "ConnectionLost"
    return Agent(ping, "notconnected" if "ssmmessages" in cut else "connected")


def rightless(seen: Snapshot) -> tuple[str, ...]:
    """Of `ssm` and `ssmmessages` those to which the agent has no right, on an instance that runs or will."""
    checks = [answer(*one, seen) for one in asked(("role", "profile", "instance", "endpoint"))]
    failed = {one.id: one for one in checks if one.status == "fail"}
    if failed.keys() & set(WORTHLESS):
        return OF_SESSIONS
    cut = _not_allowed(seen) if "role.policy" in failed else set()
    if "endpoint.policy" in failed:
        cut |= {one for one in OF_SESSIONS if f" {one}:" in failed["endpoint.policy"].reason}
    return tuple(one for one in OF_SESSIONS if one in cut)


def _not_allowed(seen: Snapshot) -> set[str]:
    """The services of which the role isn't allowed an action."""
    role = seen.iam.the_role()
    rights = session_rights(seen.reader, Asker(seen.session.account_id, seen.region, role["Arn"]))
    return {one.request.action.partition(":")[0] for one in rights.denied()}
