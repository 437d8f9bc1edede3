"""Reads from AWS for the checks: each thing at most once, and what AWS doesn't show is remembered as that, too."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from c9lib.aws import Session, error_code

Answer = dict[str, Any]
Made = TypeVar("Made")

# Nobody reads anything with these: the run ends with the error, not with thirty checks that say the same.
NO_CREDENTIALS = {
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
}
DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "ForbiddenException"}


class Inapplicable(Exception):
    """There is nothing to ask about; the words say why."""


class Unread(Exception):
    """AWS refused to show something: its code and message, and the IAM action that was needed (`iam:GetRole`)."""

    def __init__(self, code: str, message: str, permission: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.permission = permission

    def remedy(self, arn: str) -> str:
        """One line of words: no command mends it without knowing who may grant what."""
        if self.code in DENIED:
            return f"# Allow {self.permission} to {arn}, then verify again."
        return f"# Verify again when AWS answers {self.permission}; the code {self.code} says what hinders it."


class Reader:
    """Asks AWS through a session and keeps every answer, refusals included."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._kept: dict[str, Any] = {}
        self._made: dict[Hashable, Any] = {}

    def once(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """What is made of the answers under a name: the first time by `make`, then the same again."""
        if name not in self._made:
            self._made[name] = make()
        made: Made = self._made[name]
        return made

    def at_once(self, *reads: Callable[[], Made]) -> list[Made]:
        """What each of these gives, in their order; none needs another one's answer. Raises what they raise."""
        return self.session.at_once(*reads)

    def ahead(self, *reads: Callable[[], object]) -> None:
        """Read at once what will be asked for one after another. What isn't shown, or isn't there, whoever asks for it
        hears."""
        self.at_once(*(partial(_whatever, read) for read in reads))

    def all(self, service: str, method: str, items: str, **params: Any) -> list[Any]:
        """All items of a listing, through all its pages. Raises `Unread`."""
        return self.all_or_none(service, method, items, (), **params) or []

    def all_or_none(
        self, service: str, method: str, items: str, absent: tuple[str, ...], **params: Any
    ) -> list[Any] | None:
        """As `all`; None when AWS answers with a code in `absent`. Raises `Unread`."""

        def ask() -> list[Any]:
            return self.session.pages(service, method, items, **params)

        found: list[Any] | None = self._ask(service, method, params, ask, absent)
        return found

    def one(self, service: str, method: str, absent: tuple[str, ...] = (), **params: Any) -> Answer | None:
        """One answer; None when AWS answers with a code in `absent`. Raises `Unread`."""

        def ask() -> Answer:
            answer: Answer = getattr(self.session.client(service), method)(**params)
            return answer

        found: Answer | None = self._ask(service, method, params, ask, absent)
        return found

    def refusal(self, service: str, method: str, **params: Any) -> Unread | None:
        """How AWS refused what was asked for earlier; None when it answered, or wasn't asked."""
        kept = self._kept.get(_key(service, method, params))
        return kept if isinstance(kept, Unread) else None

    def _ask(self, service: str, method: str, params: Answer, ask: Callable[[], Any], absent: tuple[str, ...]) -> Any:
        key = _key(service, method, params)
        if key not in self._kept:
            with self.session.translated():
                self._kept[key] = self.session.alike(key, lambda: self._try(service, method, ask, absent))
        if isinstance(self._kept[key], Unread):
            raise self._kept[key]
        return self._kept[key]

    def _try(self, service: str, method: str, ask: Callable[[], Any], absent: tuple[str, ...]) -> Any:
        try:
            return ask()
        except ClientError as error:
            code = error_code(error)
            if code in absent:
                return None
            if code in NO_CREDENTIALS:
                raise
            operation = self.session.client(service).meta.method_to_api_mapping[method]
            return Unread(code, str(error.response["Error"].get("Message", "")), f"{service}:{operation}")


def _whatever(read: Callable[[], object]) -> None:
    with suppress(Unread, Inapplicable):
        read()


def _key(service: str, method: str, params: Answer) -> str:
    return repr((service, method, sorted(params.items())))
