"""Methods of botocore's clients, made once for a service in a process and not once for a client.

A client of EC2 has seven hundred methods, which botocore writes anew for each client: five sixths of what making one
takes. A method says its operation's name to the client that it is called on, and holds nothing of the one it was made
for but what its description is read from.

It knows of botocore's inside that `ClientCreator._create_methods` makes them so (`share_methods` looks).
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from botocore import client
from botocore.model import ServiceModel

from c9lib.kept_data import is_plain

log = logging.getLogger("c9lib")
TRIAL = {"metadata": {"serviceId": "Trial"}, "operations": {"AskForOne": {"name": "AskForOne"}}, "shapes": {}}


@cache  # a second time would put it around itself
def share_methods() -> None:
    """Let all clients of a service that are made in this process from now on share their methods. Where botocore isn't
    as it was it warns, and does nothing."""
    if is_plain():
        return
    creator = getattr(client, "ClientCreator", None)
    if creator is None or not _is_known(creator):
        log.warning("botocore makes methods of clients in another way now: clients are made more slowly")
        return
    made, known = creator._create_methods, dict[tuple[str, ...], dict[str, Any]]()

    def once(self: Any, service_model: Any) -> dict[str, Any]:
        key = (service_model.service_name, *service_model.operation_names)
        if key not in known:
            known[key] = made(self, service_model)
        return dict(known[key])  # whoever hears of a new class of clients may add to its methods, and change them

    creator._create_methods = once


def _is_known(creator: Any) -> bool:
    """Whether a method tells the client that it is called on which operation is meant, and with what."""

    class Asked:
        def _make_api_call(self, operation: str, arguments: dict[str, Any]) -> Any:
            return self, operation, arguments

    one = Asked()
    try:
        maker = creator.__new__(creator)
        maker._event_emitter = None
        methods = maker._create_methods(ServiceModel(TRIAL, "trial"))
        return list(methods) == ["ask_for_one"] and methods["ask_for_one"](one, Name="x") == (
            one,
            "AskForOne",
            {"Name": "x"},
        )
    except (AttributeError, TypeError):
        return False
