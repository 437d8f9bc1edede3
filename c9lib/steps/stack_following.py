"""Following a stack: every new event is a line of progress, until CloudFormation is done with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from c9lib.aws import Session
from c9lib.checks.stacks import REVIEWED
from c9lib.nouns import Seen, Wait
from c9lib.steps.stack_names import Stack, described

Event = dict[str, Any]
BEGINNINGS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "IMPORT_IN_PROGRESS")
"""What the stack's own event says when something is begun with it. A rollback belongs to what is rolled back."""
UNDER_WAY = (REVIEWED, "CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "IMPORT_IN_PROGRESS")
CANCELLED = ("Resource creation cancelled", "Resource update cancelled")
"""What CloudFormation says of resources that it left off, because another one failed."""
GONE = "DELETE_COMPLETE"


def done(name: str) -> Wait:
    """The limit is that of CloudFormation's handler for an environment, 15 minutes, and some more (facts 3.8)."""
    return Wait(f"CloudFormation is done with the stack {name}", 180, 1200, 10, "estimate; limit of facts 3.8")


def cleaned(name: str) -> Wait:
    """What failed is taken back, or what was replaced is removed: that takes as long as a deletion (facts 3.3)."""
    return Wait(f"CloudFormation has cleaned up the stack {name}", 180, 1200, 10, "limit of facts 3.3")


def deleted(name: str) -> Wait:
    """A stack goes with all that it holds."""
    return Wait(f"the stack {name} is deleted", 180, 1200, 10, "limit of facts 3.3")


@dataclass
class Following:
    """A stack by its id, under which CloudFormation still tells of a deleted one.

    `before` is the newest event when something was begun, so that what was before it doesn't count; "" when that isn't
    known: then what counts begins where the stack's own events say so.
    """

    session: Session
    stack_id: str
    name: str
    before: str = ""
    _told: set[str] = field(default_factory=set)

    def to_the_end(self) -> Stack:
        """Wait until CloudFormation is done with it, a rollback included; gives the stack. Raises `WaitError`."""
        self.session.wait(done(self.name), lambda: self._look(UNDER_WAY))
        stack = self.now()
        if stack["StackStatus"].endswith("_IN_PROGRESS"):
            self.session.wait(cleaned(self.name), lambda: self._look(()))
            stack = self.now()
        return stack

    def until_deleted(self) -> Stack:
        """Wait until it is deleted, or CloudFormation has given up; gives the stack. Raises `WaitError`."""
        self.session.wait(deleted(self.name), lambda: self._look(()))
        return self.now()

    def now(self) -> Stack:
        """The stack as it is now; of one that CloudFormation has forgotten, that it is deleted."""
        told = described(self.session, self.stack_id)
        return told or {"StackId": self.stack_id, "StackName": self.name, "StackStatus": GONE}

    def events(self) -> list[Event]:
        """What happened since something was begun with the stack, oldest first."""
        return list(reversed(list(self._newest_first())))

    def failed(self) -> list[Event]:
        """The events of resources that failed by themselves, oldest first."""
        own = [one for one in self.events() if one.get("PhysicalResourceId") != self.stack_id]
        broken = [one for one in own if one["ResourceStatus"].endswith("_FAILED")]
        return [one for one in broken if not str(one.get("ResourceStatusReason", "")).startswith(CANCELLED)]

    def newest(self) -> str:
        """The id of the newest event; "" when there is none yet."""
        return next((str(one["EventId"]) for page in self._pages() for one in page), "")

    def _look(self, under_way: tuple[str, ...]) -> Seen:
        events = self.events()
        for event in events:
            if event["EventId"] not in self._told:
                self._told.add(event["EventId"])
                self.session.progress(f"  {told(event)}")
        status = self.now()["StackStatus"]
        busy = status in under_way if under_way else status.endswith("_IN_PROGRESS")
        # Right after a change set was told to go, the stack may still show the status that it had before.
        return Seen(status, done=not busy and bool(events))

    def _newest_first(self) -> Iterator[Event]:
        for page in self._pages():
            for event in page:
                if event["EventId"] == self.before:
                    return
                yield event
                if not self.before and self._begins(event):
                    return

    def _begins(self, event: Event) -> bool:
        return event.get("PhysicalResourceId") == self.stack_id and event["ResourceStatus"] in BEGINNINGS

    def _pages(self) -> Iterator[list[Event]]:
        pages = self.session.client("cloudformation").get_paginator("describe_stack_events")
        for page in pages.paginate(StackName=self.stack_id):
            yield page["StackEvents"]


def told(event: Event) -> str:
    """An event in one line."""
    reason = event.get("ResourceStatusReason")
    about = f"{event['LogicalResourceId']} ({event['ResourceType']}) {event['ResourceStatus']}"
    return f"{about}: {reason}" if reason else about
