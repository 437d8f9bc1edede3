"""boto3 clients that reach the simulated AWS without a socket: as AWS itself, or as the caller by way of a service."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import Any

import boto3
import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError

from c9lib.kept_data import is_plain
from c9lib.simulator import models
from c9lib.simulator.api import Answer, ApiError
from c9lib.simulator.direct import Responder, answer_of, hand_over
from c9lib.simulator.moto_app import environ_of

NOWHERE = "http://127.0.0.1:1"
"""The address that the clients believe they talk to; nothing is ever sent."""


class InProcess:
    """Clients by (service, Region, whom they ask); making one takes milliseconds, so they are kept.

    `direct` ones hand a request over as soon as botocore has written it (`direct.py`): nobody signs it, sends it or
    thinks of sending it again. The others go all of botocore's way.
    """

    def __init__(self, *, direct: bool = False) -> None:
        self._session = _session()
        self._clients: dict[tuple[Any, ...], Any] = {}
        self._direct = direct and not is_plain()

    def client(self, service: str, region: str, key: tuple[Any, ...], responder: Responder) -> Any:
        """A client whose every request is answered by `responder`."""
        name = (service, region, *key)
        if name not in self._clients:
            made = self._session.client(service, region_name=region, endpoint_url=NOWHERE, config=_config())
            if self._direct:
                made.meta.events.register_last("before-call", hand_over(made, responder))
            else:
                made.meta.events.register("before-send", _sender(responder))
                _never_again(made)
            self._clients[name] = made
        return self._clients[name]


@cache
def _session() -> boto3.Session:
    """One for the process: the first client of a service costs 50 to 150 ms, the next of the same session 2 to 7."""
    # None of the user's settings may count, not even to fail on: a profile that doesn't exist, a broken configuration.
    unset = dict.fromkeys(("config_file", "credentials_file"), (None, None, os.devnull, None))
    core = botocore.session.Session(session_vars={**unset, "profile": (None, None, None, None)})
    core.register_component("data_loader", models.loader)  # botocore's models are megabytes: read once in a process
    core.set_credentials("INPROCESS", "none")  # no secret: nothing is sent
    return boto3.Session(botocore_session=core, region_name="us-east-1")


def _config() -> Config:
    # Without proxies: no environment variable may divert a request.
    legacy = {"mode": "legacy"}  # the way of retrying that `_never_again` can take out
    return Config(retries=legacy, proxies={}, inject_host_prefix=False, ignore_configured_endpoint_urls=True)


def _never_again(client: Any) -> None:
    """An answer is final. (To allow one attempt only would put "reached max retries" into the text of every error.)"""
    service = client.meta.service_model.service_id.hyphenize()
    client.meta.events.unregister(f"needs-retry.{service}", unique_id=f"retry-config-{service}")


def _sender(responder: Responder) -> Callable[..., AWSResponse]:
    def send(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        return answer_of(responder(*environ_of(request)), request.url)

    return send


def ask(client: Any, operation: str, params: dict[str, Any]) -> Answer:
    """Call `operation` (AWS's name) on a client; its errors become `ApiError`, its metadata is left out."""
    from botocore import xform_name

    try:
        answer: Answer = getattr(client, xform_name(operation))(**params)
    except ClientError as error:
        told = error.response["Error"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        raise ApiError(told["Code"], told.get("Message", ""), status) from None
    except ParamValidationError as error:
        raise ApiError("ValidationError", str(error)) from None
    answer.pop("ResponseMetadata", None)
    return answer
