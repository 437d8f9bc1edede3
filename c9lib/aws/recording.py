"""Every request that a client makes, noted as a `Call` without secrets, by botocore's own events."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from c9lib.aws.remembering import REMEMBERED
from c9lib.aws.retrying import ATTEMPTS
from c9lib.nouns import ON_ITS_WAY, Call
from c9lib.nouns.secrets import HIDDEN, scrubbed

SECRET = re.compile(r"secret|password|token|privatekey", re.IGNORECASE)
NOT_SECRET = re.compile(r"^(next|client|clientRequest|idempotency)Token$", re.IGNORECASE)


def record(
    client: Any, region: str, noted: Callable[[Call], None], sent: Callable[[Call], None] = lambda _: None
) -> None:
    """Tell `noted` of every request of this client when it has ended, retries counted as one; and `sent` of each before
    it is sent."""
    recorder = _Recorder(client.meta.service_model.service_name, region, noted, sent)
    events = client.meta.events
    events.register_first("provide-client-params.*.*", recorder.begin)
    events.register_last("before-call.*.*", recorder.sending)
    events.register("after-call.*.*", recorder.answered)
    events.register("after-call-error.*.*", recorder.broken)


@dataclass(frozen=True)
class _Recorder:
    """Hears of a request when it is made, when it is sent, and when its last attempt has ended. botocore carries
    `context` between."""

    service: str
    region: str
    noted: Callable[[Call], None]
    sent: Callable[[Call], None]

    def begin(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        context["c9lib"] = (model.name, without_secrets(params), datetime.now(UTC).isoformat(), time.monotonic())

    def sending(self, context: dict[str, Any], **_: Any) -> None:
        operation, arguments, at, _began = context["c9lib"]
        self.sent(Call(self.service, operation, arguments, self.region, ON_ITS_WAY, 0.0, began=at))

    def answered(self, context: dict[str, Any], http_response: Any, parsed: dict[str, Any], **_: Any) -> None:
        if REMEMBERED in context:
            return  # nothing was sent
        status = http_response.status_code
        code = str(parsed.get("Error", {}).get("Code") or status)
        self._note(context, "ok" if status < 300 else code, parsed.get("ResponseMetadata", {}).get("RequestId", ""))

    def broken(self, context: dict[str, Any], exception: Exception, **_: Any) -> None:
        """No answer came: the outcome is botocore's name for why."""
        self._note(context, type(exception).__name__, "")

    def _note(self, context: dict[str, Any], outcome: str, request_id: str) -> None:
        operation, arguments, at, began = context["c9lib"]
        seconds = time.monotonic() - began
        attempts = context.get(ATTEMPTS, 1)
        self.noted(Call(self.service, operation, arguments, self.region, outcome, seconds, request_id, attempts, at))


def without_secrets(value: Any, name: str = "") -> Any:
    """A copy in which what is named like a secret is hidden, whatever is in it, and what has the form of one; numbers
    and flags (`MinimumPasswordLength`) are none."""
    if SECRET.search(name) and not NOT_SECRET.match(name) and not isinstance(value, bool | int | float):
        return HIDDEN
    if isinstance(value, dict):
        hidden = _named_beside(value)
        return {key: HIDDEN if key == hidden else without_secrets(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_secrets(item) for item in value]
    return scrubbed(value) if isinstance(value, str) else value


def _named_beside(pair: dict[str, Any]) -> str:
    """The member that holds a secret by what stands beside it: a parameter of ssm:PutParameter, of a template."""
    if pair.get("Type") == "SecureString":
        return "Value"
    return "ParameterValue" if SECRET.search(str(pair.get("ParameterKey", ""))) else ""
