"""A session in which AWS refuses some calls, for want of a permission or otherwise."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from c9lib.aws import Session


class Refusing:
    """A client that refuses some operations with a code and a message."""

    def __init__(self, client: Any, refused: dict[str, tuple[str, str]]) -> None:
        self._client, self._refused = client, refused

    def __getattr__(self, name: str) -> Any:
        if name not in self._refused:
            return getattr(self._client, name)

        def refuse(**_: Any) -> None:
            code, message = self._refused[name]
            raise ClientError({"Error": {"Code": code, "Message": message}}, self.meta.method_to_api_mapping[name])

        return refuse

    def can_paginate(self, name: str) -> bool:
        return name not in self._refused and self._client.can_paginate(name)


def refusing(one: Session, service: str, **refused: tuple[str, str]) -> Session:
    """`refusing(session(), "iam", get_role=("AccessDenied", "..."))`."""
    one._clients[service, one.region] = Refusing(one.client(service), refused)
    return one
