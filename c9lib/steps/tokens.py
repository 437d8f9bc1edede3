"""Request tokens: the same for the same request of a deployment on a day, whoever sends it.

So two runs at once, and a run that resumes another one, get one thing (docs/decisions/017-one-of-each.md).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from c9lib.aws import Session
from c9lib.errors import StepError, WaitError
from c9lib.nouns import Seen, Wait

A_DAY = 20
"""How often the same thing is made on a day after it was deleted."""
VISIBLE_SECONDS = 30


def token(session: Session, request: object, number: int) -> str:
    """The token of a request (anything that JSON can hold), 46 characters of ASCII: one per deployment, request, day
    (UTC) and `number`. Cloud9 takes 10 to 128 (facts 3.2), EC2 up to 64 ("Ensuring idempotency").
    """
    told = [session.parameters.deployment, session.now().date().isoformat(), number, request]
    return f"c9lib-{hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:40]}"


def made_once(
    session: Session, what: str, request: object, make: Callable[[str], str], look: Callable[[str], Seen]
) -> str:
    """Make `what` by a request with its token, and give its id.

    AWS answers a token that it knows with what was made for it, even if that is gone or has failed. `make` is given a
    token and gives an id; `look` says whether what has that id is of use (`done`), or never will be (`hopeless`). If
    it isn't, the next token of the day is used. Raises `StepError` when the day has no more.
    """
    for number in range(A_DAY):
        made = make(token(session, request, number))
        if appears(session, what, lambda made=made: look(made)):  # type: ignore[misc]  # a lambda's default has no type
            return made
    raise StepError(
        f"{what} was made and deleted {A_DAY} times today with the same parameters.",
        details=("AWS answers each of the day's request tokens with something that is gone.",),
        remedy=("Change a parameter, for example description, and run again; or wait until tomorrow (UTC).",),
    )


def appears(session: Session, what: str, look: Callable[[], Seen]) -> bool:
    """Whether AWS shows something that was made just now, after some seconds at most (estimate)."""
    if look().done:
        return True
    try:
        session.wait(Wait(f"AWS shows {what}", 2, VISIBLE_SECONDS, 5, "estimate"), look)
    except WaitError:
        return False
    return True
