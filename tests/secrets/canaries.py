"""Secrets that nobody gave away: planted where a real one would be, so that one that comes out shows the leak."""

from __future__ import annotations

import secrets
import string

CHARACTERS = string.ascii_letters + string.digits
"""Of those that AWS uses only the ones that look the same in JSON, in an address and in HTML."""
PREFIX = "IQoJb3JpZ2luX2Vj"
"""How a session token of STS begins."""


def planted() -> dict[str, str]:
    """Environment variables in which boto3 looks for secrets, each with a value of its own, new in every call."""
    return {
        "AWS_SECRET_ACCESS_KEY": _drawn(40),
        "AWS_SESSION_TOKEN": PREFIX + _drawn(340),
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": _drawn(64),
    }


def _drawn(length: int) -> str:
    return "".join(secrets.choice(CHARACTERS) for _ in range(length))
