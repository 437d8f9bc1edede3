"""Unique ids in IAM's form: four letters for the kind, then 17 capitals and digits, eight from the account."""

from __future__ import annotations

import base64
import hashlib
import random

from c9lib.simulator.api import ACCOUNT

# IAM User Guide, "IAM identifiers", the table of unique id prefixes.
ACCESS_KEY, TEMPORARY_KEY = "AKIA", "ASIA"
USER, GROUP, ROLE, INSTANCE_PROFILE, POLICY = "AIDA", "AGPA", "AROA", "AIPA", "ANPA"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def account_part(account: str = ACCOUNT) -> str:
    """The eight characters that tell whose id it is."""
    number = int(account) // 2 + (1 << 39)
    return base64.b32encode(number.to_bytes(5, "big")).decode()


def unique_id(prefix: str, drawn: random.Random, length: int = 21) -> str:
    """A new id; access keys have a `length` of 20."""
    start = prefix + account_part()
    return start + "".join(drawn.choices(ALPHABET, k=length - len(start)))


def policy_id(name: str) -> str:
    """The id of an AWS managed policy: always the same for the same name."""
    digest = hashlib.sha256(name.encode()).digest()
    return POLICY + base64.b32encode(digest).decode()[:17]


def is_ours(access_key: str) -> bool:
    """Whether a key has the form of this account's keys, so that only this account can have given it out."""
    return access_key[:4] in (ACCESS_KEY, TEMPORARY_KEY) and access_key[4:].startswith(account_part())
