"""What a notebook draws of the account as it is now: the network, and the chain by which the instance is reached; and
of this notebook's own waits, when each was and how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from c9lib import checks
from c9lib.aws import Session
from c9lib.cached import cached_property
from c9lib.nouns import Landscape
from c9lib.show import ChainPicture, NetworkPicture, Timeline

if TYPE_CHECKING:
    from c9lib.notebook.notes import Notes


def picture(session: Session, before: Landscape | None = None) -> NetworkPicture:
    """The network of the deployment; with `before`, what is new, changed or gone since then is marked. Reads only."""
    scene = checks.landscape(session)
    return NetworkPicture(scene.since(before) if before else scene)


def chain(session: Session) -> ChainPicture:
    """The chain from the role to the service, each link as it is. Reads only."""
    return ChainPicture(checks.chain(session))


class Looks:
    """The last look at the network, and the one before the last change: what a change has done is drawn by both."""

    def __init__(self) -> None:
        self._last: Landscape | None = None
        self._before: Landscape | None = None

    def look(self, session: Session) -> NetworkPicture:
        """The network now, marked by what the last change did to it. Where nobody looked before, nothing is marked."""
        found = picture(session, self._before)
        self._last = found.scene.bare()
        return found

    def change(self) -> None:
        """A change begins: from now on what is new is new since the last look."""
        self._before = self._last


class Pictured:
    """A guide that draws. Each picture looks afresh."""

    session: Session
    _notes: Notes

    @cached_property
    def looks(self) -> Looks:
        """What this guide has seen of the network."""
        return Looks()

    def picture(self) -> NetworkPicture:
        """The network as it is now; after a change with marks, where `picture` was asked for before it. Reads only."""
        found = self.looks.look(self.session)
        self._notes.tell("picture", found.scene)
        return found

    def chain(self) -> ChainPicture:
        """Role, instance profile, instance, agent, service: each link as it is now, and why. Reads only."""
        found = chain(self.session)
        self._notes.tell("chain", found.chain)
        return found

    def timeline(self) -> Timeline:
        """What this notebook has waited for: when, how long, and how long is normal. Asks AWS nothing."""
        return Timeline(tuple(self.session.waits))
