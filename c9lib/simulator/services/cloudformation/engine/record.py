"""What an update has to know to go back: the stack as it was, and what has been done to which resource since."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from c9lib.simulator.services.cloudformation.engine.removing import Doomed
from c9lib.simulator.services.cloudformation.engine.site import alive, held
from c9lib.simulator.services.stacks import Resource, Stack, Submission


@dataclass
class Record:
    """An update's record. It goes on with the next update when one is left as it is (DisableRollback).

    `touched` are the logical ids with an event, `begun` those whose handler has begun to change them in place, `gone`
    those whose old physical resource went before the new one was made. `between` are physical resources that were made
    on the way and replaced again. `imports` are the exports that the stack used before.
    """

    submission: Submission
    former: dict[str, Resource]
    imports: frozenset[str] = frozenset()
    touched: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    between: list[Doomed] = field(default_factory=list)

    def was(self, logical_id: str) -> Resource | None:
        """The resource as it was, if the stack had it."""
        found = self.former.get(logical_id)
        return found if alive(found) else None

    def is_replaced(self, resource: Resource) -> bool:
        """Whether another physical resource than before stands for it, or was tried to be made."""
        was = self.was(resource.logical_id)
        return was is not None and was.attempt != resource.attempt

    def replaced(self, stack: Stack) -> list[Doomed]:
        """The old physical resources that are still there although the stack has others in their place."""
        found = [one for one in stack.resources.values() if self.is_replaced(one) and one.logical_id not in self.gone]
        return [
            Doomed(replace(self.former[one.logical_id]), replaced=True, kept=one.update_replace_policy == "Retain")
            for one in found
        ]

    def made(self, stack: Stack) -> list[Resource]:
        """What the update has added, whole or not."""
        touched = [one for one in stack.resources.values() if one.logical_id in self.touched]
        done = ("DELETE_COMPLETE", "DELETE_SKIPPED")
        return [one for one in touched if self.was(one.logical_id) is None and one.status not in done]


def record_of(stack: Stack) -> Record:
    """A record of the stack as it is now."""
    assert stack.submission is not None, "a stack that is updated was made of something"
    former = {name: replace(one) for name, one in stack.resources.items()}
    return Record(stack.submission, former, stack.imports)


def removed(stack: Stack, present: frozenset[str]) -> list[Doomed]:
    """What the stack has and doesn't want any more."""
    kept = ("Retain", "RetainExceptOnCreate")
    return [
        Doomed(one, kept=one.deletion_policy in kept)
        for name, one in stack.resources.items()
        if name not in present and (held(one) or one.status == "CREATE_FAILED")
    ]
