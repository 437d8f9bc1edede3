"""The sessions that there are, and the tags that Session Manager gives them."""

from __future__ import annotations

from dataclasses import dataclass

from c9lib.simulator.world import World


@dataclass
class Session:
    """One session. Moments are simulated seconds since 1970."""

    id: str
    target: str
    owner: str
    owner_id: str
    """`aws:userid` of the owner."""
    document: str
    reason: str
    started: float
    turn: int
    """How often the instance had changed its state when the session began; the next change ends it."""
    ended: float | None = None


def sessions(world: World, region: str) -> dict[str, Session]:
    """All sessions of a Region by their ids."""
    return world.store("sessions", region, dict)


def tags(world: World, region: str, session_id: str) -> dict[str, str]:
    """What policies ask of a session as `ssm:resourceTag/…`: whose it is, and where (Systems Manager User Guide,
    "Additional sample IAM policies for Session Manager", "Allow a user to end only sessions they started").
    """
    session = sessions(world, region).get(session_id)
    if session is None:
        return {}
    return {"aws:ssmmessages:session-id": session.owner_id, "aws:ssmmessages:target-id": session.target}
