"""When the world isn't as the plan saw it: which answers of AWS say so, and how a step looks again and goes on.

Somebody else did it meanwhile; it isn't visible yet; it is gone already; or nobody knows whether a call was carried
out. The answer to all of them is the same: look, and do what is then still to do (docs/decisions/016-look-again.md).
"""

from __future__ import annotations

import re

from botocore.exceptions import BotoCoreError, ClientError

from c9lib.aws import Session, error_code, outcome_unknown
from c9lib.errors import AwsError, StepError, UserError

ROUNDS = 5
"""How often a step plans at most without getting any further."""
MOST_ROUNDS = 20
"""How often at most in all: two runs that are always at the same part at the same time stop each other at each."""
PAUSE_SECONDS = 5
"""Between two looks: IAM and EC2 show a change some seconds late (facts 5.11)."""
OVERTAKEN = frozenset(
    {
        # It is there already.
        "AlreadyExistsException",
        "DuplicateSubnetsInSameZone",
        "EntityAlreadyExists",
        "InvalidGroup.Duplicate",
        "InvalidPermission.Duplicate",
        "InvalidSubnet.Conflict",
        "Resource.AlreadyAssociated",
        "RouteAlreadyExists",
        # It is gone, or not known yet.
        "ChangeSetNotFound",
        "Gateway.NotAttached",
        "NoSuchEntity",
        "NotFoundException",
        # Something else is under way.
        "ConcurrentModification",
        "ConflictException",
        "DeleteConflict",
        "DependencyViolation",
        "IdempotentParameterMismatch",
        "IncorrectState",
        "InvalidChangeSetStatus",
        "OperationInProgressException",
        "TokenAlreadyExistsException",
    }
)
BY_WORDS = frozenset({"InvalidParameter", "InvalidParameterValue", "ValidationError"})
WORDS = re.compile(
    r"already (exists|has|in use)|conflicting DNS domain|does not exist|_(IN_PROGRESS|PENDING)\b",
    re.IGNORECASE,
)
"""Codes that AWS has for many things: these words of the message make the difference."""
NOT_FOUND = re.compile(r"^Invalid\w+\.NotFound$|^NatGatewayNotFound$")


def overtaken(error: BaseException) -> bool:
    """Whether an error only says that the world is otherwise than planned."""
    if isinstance(error, OvertakenError):
        return True
    code = _code(error)
    if code in BY_WORDS:
        return bool(WORDS.search(str(error)))
    return code in OVERTAKEN or bool(NOT_FOUND.match(code)) or outcome_unknown(error)


class OvertakenError(StepError):
    """Somebody else is making the same thing at the same time: what a step's own look shows, not an answer of AWS."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Another run of this deployment has made {what} at the same time.",
            remedy=("Run the same command again: it goes on with what is there.",),
        )
        self.what = what


OVERTAKING = (ClientError, BotoCoreError, AwsError, OvertakenError)
"""What may come out of planning and doing, and may only mean that the world is otherwise."""


class Rounds:
    """The rounds of one step. `look_again` lets time pass, or raises the error that nothing helps against."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._met: list[tuple[tuple[str, ...], str]] = []
        self._no_further = 0

    def look_again(self, error: UserError | ClientError | BotoCoreError, planned: tuple[str, ...], done: int) -> None:
        """Let some seconds pass after `error` has stopped what was `planned`, of which `done` were done.

        Raises it again when it doesn't say that the world is otherwise, when it was the last round, or when the same
        plan met with the same three times: then looking doesn't help.
        """
        further = done > 0 or (bool(self._met) and len(planned) < len(self._met[-1][0]))
        self._no_further = 0 if further else self._no_further + 1
        met = (planned, str(error))
        self._met.append(met)
        ended = self._no_further >= ROUNDS or len(self._met) >= MOST_ROUNDS or self._met.count(met) > 2
        if ended or not overtaken(error):
            raise error
        self._session.progress(f"  {_told(error)}; looking again what is there")
        self._session.target.let_pass(PAUSE_SECONDS)


def _code(error: BaseException) -> str:
    return error.code if isinstance(error, AwsError) else error_code(error)


def _told(error: BaseException) -> str:
    if isinstance(error, OvertakenError):
        return f"another run has made {error.what}"
    operation = error.operation if isinstance(error, AwsError) else getattr(error, "operation_name", "")
    return f"{operation or 'a call'}: {_code(error) or type(error).__name__}"
