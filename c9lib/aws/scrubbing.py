"""The secrets of this process, taken out of text by their very value, besides those that are known by their form.

The values are held in memory only: what is written is what is left without them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import botocore.session
from botocore.exceptions import BotoCoreError

from c9lib.nouns.secrets import HIDDEN, scrubbed

VARIABLES = (
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_BEARER_TOKEN_BEDROCK",
)
"""Environment variables that hold a secret (boto3 guide, "Credentials")."""
MEMBERS = ("aws_secret_access_key", "aws_session_token", "aws_security_token")
"""What is secret in a profile of boto3's files."""
HELD = ("secret_key", "token", "_secret_key", "_token")
"""Attributes of botocore's credentials, also of those that it renews. Read as they are: asking would renew them."""
SHORTEST = 16
"""Characters. A secret key has 40, a token hundreds; what is shorter is a stand-in such as `simulated`, and a word."""


class Scrubber:
    """Text without secrets: `Scrubber.of_process()(text)`. `session` is a boto3 session that was used already."""

    def __init__(self, values: Iterable[str]) -> None:
        told = {spelled for value in values if len(value) >= SHORTEST for spelled in _spelled(value)}
        self._values = sorted(told, key=len, reverse=True)

    @classmethod
    def of_process(cls, session: Any = None) -> Scrubber:
        """Of all credentials that this process knows of: environment, files of boto3, and those of `session`."""
        return cls((*_of_environment(), *_of_files(), *_of_session(session)))

    def __call__(self, text: str) -> str:
        for value in self._values:
            text = text.replace(value, HIDDEN)
        return scrubbed(text)


def _of_environment() -> Iterator[str]:
    return (os.environ.get(name, "") for name in VARIABLES)


def _of_files() -> Iterator[str]:
    with suppress(BotoCoreError):  # a file that botocore can't read gives it no secret
        for profile in botocore.session.Session().full_config.get("profiles", {}).values():
            yield from (str(profile.get(name, "")) for name in MEMBERS)


def _of_session(session: Any) -> Iterator[str]:
    held = vars(session.get_credentials() or object) if session else {}
    return (str(held.get(name) or "") for name in HELD)


def _spelled(value: str) -> Iterator[str]:
    """As it stands, in JSON, and in an address."""
    yield from (value, json.dumps(value)[1:-1], quote(value, safe=""))
