"""Every request that a client makes, noted as a `Call` without secrets, by botocore's own events."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from c9lib.nouns import Call

SECRET = re.compile(r"secret|password|token|privatekey", re.IGNORECASE)
NOT_SECRET = re.compile(r"^(next|client|clientRequest|idempotency)Token$", re.IGNORECASE)
HIDDEN = "(hidden)"


def record(client: Any, region: str, noted: Callable[[Call], None]) -> None:
    """Tell `noted` of every request of this client when it has ended, retries counted as one."""
    recorder = _Recorder(client.meta.service_model.service_name, region, noted)
    events = client.meta.events
    events.register_first("provide-client-params.*.*", recorder.begin)
    events.register("after-call.*.*", recorder.answered)
    events.register("after-call-error.*.*", recorder.broken)


@dataclass(frozen=True)
class _Recorder:
    """Hears of a request twice: before anything is sent, and when its last attempt has ended. botocore carries
    `context` between."""

    service: str
    region: str
    noted: Callable[[Call], None]

    def begin(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        context["c9lib"] = (model.name, without_secrets(params), time.monotonic())

    def answered(self, context: dict[str, Any], http_response: Any, parsed: dict[str, Any], **_: Any) -> None:
        status = http_response.status_code
        code = str(parsed.get("Error", {}).get("Code") or status)
        self._note(context, "ok" if status < 300 else code, parsed.get("ResponseMetadata", {}).get("RequestId", ""))

    def broken(self, context: dict[str, Any], exception: Exception, **_: Any) -> None:
        """No answer came: the outcome is botocore's name for why."""
        self._note(context, type(exception).__name__, "")

    def _note(self, context: dict[str, Any], outcome: str, request_id: str) -> None:
        operation, arguments, began = context["c9lib"]
        seconds = time.monotonic() - began
        self.noted(Call(self.service, operation, arguments, self.region, outcome, seconds, request_id))


def without_secrets(value: Any, name: str = "") -> Any:
    """A copy in which what is named like a secret is hidden, whatever is in it; numbers and flags
    (`MinimumPasswordLength`) are none."""
    if SECRET.search(name) and not NOT_SECRET.match(name) and not isinstance(value, bool | int | float):
        return HIDDEN
    if isinstance(value, dict):
        secure = value.get("Type") == "SecureString"  # ssm:PutParameter
        return {
            key: HIDDEN if secure and key == "Value" else without_secrets(item, str(key)) for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [without_secrets(item) for item in value]
    return value
