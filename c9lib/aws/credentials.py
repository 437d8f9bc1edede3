"""The credentials of a run on AWS: where boto3 found them, and how long they hold. Never the secret or the token."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.credentials import RefreshableCredentials
from botocore.utils import parse_timestamp

from c9lib.nouns import duration

SOURCES = {
    "env": "the environment variables",
    "shared-credentials-file": "the file of credentials",
    "config-file": "the configuration file",
    "sso": "IAM Identity Center",
    "login": "`aws login`",
    "assume-role": "a role that the profile assumes",
    "assume-role-with-web-identity": "a role assumed with a web identity",
    "custom-process": "the program of credential_process",
    "container-role": "the role of this container",
    "iam-role": "the role of this instance",
}
"""botocore's names of its providers, in words; in the order in which boto3 looks (boto3 guide, "Credentials")."""
IN_FILES = frozenset({"shared-credentials-file", "config-file", "sso", "login", "assume-role", "custom-process"})
"""Those that a profile names."""
NOT_RENEWED = frozenset({"env", "shared-credentials-file", "config-file"})
"""What is written down somewhere; boto3 gets the others anew by itself before they end."""
UNTIL = "x_security_token_expires"
"""Where some sign-in programs (saml2aws) write into a profile when its token ends."""


@dataclass(frozen=True)
class Credentials:
    """Where they come from (botocore's name of the provider), the profile, whether they are temporary, and until when
    they hold: None when they don't say, or don't end."""

    method: str
    profile: str
    temporary: bool
    expires: datetime | None = None

    @property
    def renewed(self) -> bool:
        """Whether boto3 gets new ones by itself before these end."""
        return self.temporary and self.method not in NOT_RENEWED

    @property
    def source(self) -> str:
        """Where they come from, in words."""
        words = SOURCES.get(self.method, self.method)
        return f"{words} (profile {self.profile})" if self.method in IN_FILES else words

    def ended(self, now: datetime) -> bool:
        """Whether they hold no longer, and nobody renews them."""
        return self.expires is not None and self.expires <= now and not self.renewed

    def until(self, now: datetime) -> str:
        """How long they hold, in words: `until 2026-11-28 08:00 UTC, for 42 min`."""
        if self.expires is None:
            return "temporary, but they don't say until when" if self.temporary else "they don't end"
        left = (self.expires - now).total_seconds()
        told = f"{self.expires.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        if left <= 0 and not self.renewed:
            return f"ended at {told}, {duration(-left)} ago"
        return f"until {told}, then renewed" if self.renewed else f"until {told}, for {duration(left)}"


def credentials_of(session: Any) -> Credentials | None:
    """The credentials that a boto3 session uses; None when it finds none. Those of a role or a sign-in say how long
    they hold only after their first use. Raises what botocore raises about a broken file."""
    found = session.get_credentials()
    if found is None:
        return None
    refreshed, method = isinstance(found, RefreshableCredentials), str(found.method)
    # Not the attribute `token`, with which botocore would renew them: asking must not call anybody.
    temporary = refreshed or bool(found.token)
    expires = found._expiry_time if refreshed else _written(session) if temporary and method in IN_FILES else None
    return Credentials(method, str(session.profile_name), temporary, expires)


def _written(session: Any) -> datetime | None:
    """When a profile says that its token ends."""
    with suppress(ValueError, TypeError):
        told: datetime = parse_timestamp(session._session.get_scoped_config().get(UNTIL))
        return told if told.tzinfo else told.replace(tzinfo=UTC)
    return None
