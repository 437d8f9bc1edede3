"""Which calls are made again, and when: on top of botocore's adaptive mode, which would repeat every write after a lost
answer, and would sleep where time is simulated (docs/decisions/016-look-again.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from c9lib.aws.lately import Lately
from c9lib.aws.outcomes import Failure, failure_of, failure_of_answer, mark
from c9lib.aws.repeatable import TOKENS, may_be_repeated
from c9lib.aws.target import Target
from c9lib.nouns.call import reads

PAUSE_SECONDS = 2.0
"""Between two tries on a thing that isn't known everywhere yet."""
LONGEST_SECONDS = 8.0
"""The longest pause before a repetition in simulated time."""
ASKED, OPERATION, ATTEMPTS = "c9lib-asked", "c9lib-operation", "c9lib-attempts"
"""Where botocore's context of a request carries its arguments, its name, and how often it was sent."""
QUOTA = "LimitExceededException"
"""A quota is used up; botocore takes it for throttling, and would ask for a minute."""


def repeat_what_may_be(client: Any, target: Target, lately: Lately) -> None:
    """Let `client` repeat its calls by our rules. Where these have nothing to say, botocore's mode decides."""
    again = _Again(target, lately)
    events = client.meta.events
    # Not first: the recording has taken down what was asked before a token is added, that means nothing to a person.
    events.register("provide-client-params.*.*", again.asked)
    events.register_first("needs-retry.*.*", again.decide)
    events.register("after-call.*.*", again.answered)
    events.register("after-call-error.*.*", again.broken)


@dataclass(frozen=True)
class _Again:
    """Hears of a call before it is sent, after each try, and when it is answered."""

    target: Target
    lately: Lately

    def asked(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        """Keep the arguments; with a token for this one call wherever AWS takes one and nobody gave any."""
        taken = model.input_shape.members if model.input_shape and not reads(model.name) else {}
        for name in TOKENS:
            if name in taken and name not in params:
                params[name] = str(uuid4())
        context[ASKED], context[OPERATION] = params, model.name

    def answered(self, model: Any, context: dict[str, Any], parsed: dict[str, Any], **_: Any) -> None:
        if "Error" not in parsed:
            self.lately.learn(model.name, context.get(ASKED, {}), parsed)

    def broken(self, context: dict[str, Any], exception: Exception, **_: Any) -> None:
        mark(exception, context.get(OPERATION, ""), context.get(ATTEMPTS, 1))

    def decide(
        self,
        operation: Any,
        attempts: int,
        request_dict: dict[str, Any],
        response: tuple[Any, dict[str, Any]] | None = None,
        caught_exception: Exception | None = None,
        **_: Any,
    ) -> float | bool | None:
        """Botocore's question after each try: seconds until the next one, False for none, None to leave it to its
        mode."""
        context = request_dict.get("context", {})
        context[ATTEMPTS] = attempts
        asked: Mapping[str, Any] = context.get(ASKED, {})
        if caught_exception is not None:
            return self._after_failure(failure_of(caught_exception), operation.name, asked, attempts)
        if response is None or response[0].status_code < 300:
            return None
        status, refusal = response[0].status_code, response[1].get("Error", {})
        code, message = str(refusal.get("Code", "")), str(refusal.get("Message", ""))
        failure = failure_of_answer(status, code)
        if failure is not Failure.REFUSED:
            return self._after_failure(failure, operation.name, asked, attempts)
        if self.lately.excuses(code, message, asked):
            return self._after(PAUSE_SECONDS)
        return False if status >= 500 or code == QUOTA else None

    def _after_failure(
        self, failure: Failure, operation: str, asked: Mapping[str, Any], attempts: int
    ) -> float | bool | None:
        if failure is Failure.UNKNOWN:
            self.lately.forget(operation, asked)
            if not may_be_repeated(operation, asked):
                return False
        return self._in_simulated_time(attempts)

    def _in_simulated_time(self, attempts: int) -> float | bool | None:
        """Where time is simulated nobody sleeps; elsewhere botocore's mode knows how long to wait."""
        if not self.target.simulated_clock:
            return None
        if attempts >= self.target.attempts:
            return False
        return self._after(min(2.0 ** (attempts - 1), LONGEST_SECONDS))

    def _after(self, seconds: float) -> float:
        if not self.target.simulated_clock:
            return seconds
        self.target.let_pass(seconds)
        return 0.0
