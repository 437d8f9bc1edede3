"""An account that enforces IAM, in this process and without a socket, so that a fork of the process is a copy of it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from c9lib.aws.target import Target
from c9lib.simulator.front import Front
from c9lib.simulator.moto_app import environ_of

NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Keyed:
    """boto3's session with another key: the models of the services are read once for all tests."""

    shared: boto3.Session
    key: str
    secret: str
    token: str | None = None

    def client(self, service: str, **told: Any) -> Any:
        keys = {"aws_access_key_id": self.key, "aws_secret_access_key": self.secret, "aws_session_token": self.token}
        return self.shared.client(service, **keys, **told)


@dataclass(frozen=True)
class Inside(Target):
    """The account of `front`; whose key signs, that one calls, and is held to its policies."""

    front: Front = field(kw_only=True)

    def client(self, service: str, region: str) -> Any:
        made = super().client(service, region)
        made.meta.events.register("before-send", self._answered)
        return made

    def _answered(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        response = self.front.respond(*environ_of(request))
        return AWSResponse(request.url, response.status, dict(response.headers), _Raw(response.body))

    def now(self) -> datetime:
        return self.front.world.clock.utc

    def let_pass(self, seconds: float) -> None:
        self.front.world.clock.advance(seconds)
        self.front.world.events.settle()


class _Raw(io.BytesIO):
    """A body as botocore reads it from urllib3."""

    def stream(self, **_: Any) -> Any:
        yield self.read()


def inside(front: Front, session: Any) -> Inside:
    """The account as the target of a session of boto3's."""
    return Inside("simulated", session, NOWHERE, simulated_clock=True, front=front)
