"""Pages of a list: a token that tells where the next one begins and belongs to one request."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from c9lib.simulator.api import Answer, ApiCall, ApiError


def page(call: ApiCall, member: str, items: list[Any], size: int) -> Answer:
    """One page of `items` under `member`, with `NextToken` when there are more. Raises InvalidNextToken."""
    start = _start(call)
    answer: Answer = {member: items[start : start + size]}
    if start + size < len(items):
        answer["NextToken"] = _token(call, start + size)
    return answer


def _start(call: ApiCall) -> int:
    told = call.params.get("NextToken")
    if not told:
        return 0
    try:
        start = int(base64.urlsafe_b64decode(told).split(b"/")[0])
    except ValueError:
        raise _invalid() from None
    if told != _token(call, start):
        raise _invalid()
    return start


def _token(call: ApiCall, start: int) -> str:
    asked = {name: value for name, value in call.params.items() if name not in ("NextToken", "MaxResults")}
    text = json.dumps([call.operation, asked], sort_keys=True, default=str)
    return base64.urlsafe_b64encode(f"{start}/{hashlib.sha256(text.encode()).hexdigest()[:24]}".encode()).decode()


def _invalid() -> ApiError:
    return ApiError("InvalidNextToken", "The specified token isn't valid.")
