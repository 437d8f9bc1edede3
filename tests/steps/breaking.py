"""A process that dies in the middle: right after a write has reached AWS, before its answer is used."""

from __future__ import annotations

from typing import Any

from c9lib.aws import Session


class Died(Exception):
    """The process is gone."""


def dies_after(session: Session, writes: int, service: str = "ec2") -> Session:
    """The session, whose process dies when its next `writes` writes to a service have been done."""
    left = writes

    def answered(model: Any, **_: Any) -> None:
        nonlocal left
        if not model.name.startswith(("Describe", "Get", "List")):
            left -= 1
            if left <= 0:
                raise Died(model.name)

    session.client(service).meta.events.register(f"after-call.{service}.*", answered)
    return session
