"""The secrets of this process, taken out of text by their very value, besides those that are known by their form.

The values are held in memory only: what is written is what is left without them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
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
FILES = {"AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials", "AWS_CONFIG_FILE": "~/.aws/config"}
"""The files of boto3, by the variables that name others."""
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
    named = (os.environ.get(variable) or usual for variable, usual in FILES.items())
    return iter(_in_files(tuple(_as_it_is(Path(path)) for path in named)))


def _as_it_is(file: Path) -> tuple[Path, int, int]:
    """A file and what changes when it is written: whoever writes notes every second needn't read it as often."""
    try:
        seen = file.expanduser().stat()
    except (OSError, RuntimeError):  # it isn't there, or nobody knows where home is
        return file, 0, 0
    return file, seen.st_mtime_ns, seen.st_size


@lru_cache(maxsize=8)
def _in_files(_: tuple[tuple[Path, int, int], ...]) -> tuple[str, ...]:
    """The secrets of all profiles, for files as they are now."""
    with suppress(BotoCoreError):  # a file that botocore can't read gives it no secret
        profiles = botocore.session.Session().full_config.get("profiles", {}).values()
        return tuple(str(profile.get(name, "")) for profile in profiles for name in MEMBERS)
    return ()


def _of_session(session: Any) -> Iterator[str]:
    held = vars(session.get_credentials() or object) if session else {}
    return (str(held.get(name) or "") for name in HELD)


def _spelled(value: str) -> Iterator[str]:
    """As it stands, in JSON, and in an address."""
    yield from (value, json.dumps(value)[1:-1], quote(value, safe=""))
