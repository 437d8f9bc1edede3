"""The same connection with the parameters of another deployment of the class: its own, or a seat's."""

from __future__ import annotations

import copy

from c9lib.aws import Session
from c9lib.parameters import Parameters


def asked_as(session: Session, parameters: Parameters) -> Session:
    """A session that shares clients, calls and waits with `session`. Both are in one account and one Region, as all
    seats of a class are."""
    made = copy.copy(session)
    made.parameters = parameters
    return made
