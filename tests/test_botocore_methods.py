"""Clients whose methods are shared do what clients of one's own do."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from botocore import client

from c9lib import botocore_methods
from c9lib.kept_data import PLAIN

KEYS = 'region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b", endpoint_url="http://127.0.0.1:9"'
SHARED = f"""
import boto3, botocore.session
from c9lib.botocore_methods import share_methods

def made(service, session=None):
    return (session or boto3.Session()).client(service, {KEYS})

alone = {{name: sorted(vars(type(made(name)))) for name in ("ec2", "s3", "dynamodb")}}
help_alone = str(type(made("sts")).get_caller_identity.__doc__)
share_methods()
share_methods()
print({{name: sorted(vars(type(made(name)))) for name in alone}} == alone)
one, other = made("sts"), made("sts")
print(type(one).get_caller_identity is type(other).get_caller_identity, type(one) is type(other))
print(str(type(one).get_caller_identity.__doc__) == help_alone)

heard = []
other.meta.events.register("before-call", lambda model, **_: heard.append(model.name) or (None, {{"Account": "mine"}}))
one.meta.events.register("before-call", lambda **_: (type("R", (), {{"status_code": 200}}), {{"Account": "one's"}}))
print(one.get_caller_identity(), heard)

def changed(class_attributes, **_):
    class_attributes["get_caller_identity"] = lambda self: "another method"
session = boto3.Session()
session.events.register("creating-client-class.sts", changed)
print(made("sts", session).get_caller_identity(), one.get_caller_identity()["Account"])
"""


def run(script: str, **environment: str) -> list[str]:
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={"PATH": "", **environment}
    )
    assert not told.stderr
    return told.stdout.splitlines()


def test_methods_are_shared_and_clients_are_not() -> None:
    same, shared, described, answered, changed = run(SHARED)
    assert same == "True", "each service has the same methods, those that boto3 adds among them"
    assert shared == "True False"
    assert described == "True"
    assert answered == "{'Account': \"one's\"} []", "a call goes to the client that it is made on, and to no other"
    assert changed == "another method one's", "who changes a class of clients changes that one"


def test_where_no_shortcut_is_wanted_nothing_is_changed() -> None:
    script = """
from botocore.client import ClientCreator
before = ClientCreator._create_methods
from c9lib.botocore_methods import share_methods
share_methods()
print(ClientCreator._create_methods is before)
"""
    assert run(script) == ["False"]
    assert run(script, **{PLAIN: "1"}) == ["True"]


class Bound(client.ClientCreator):  # type: ignore[misc]
    """One whose methods belong to the client that they were made for."""

    def _create_methods(self, service_model: Any) -> dict[str, Any]:
        return {"ask_for_one": lambda *_, **__: "of its own client"}


@pytest.mark.parametrize("kind", [None, SimpleNamespace, Bound])
def test_a_botocore_that_makes_methods_otherwise_is_left_alone_with_a_warning(
    kind: type | None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv(PLAIN, raising=False)
    monkeypatch.setattr(client, "ClientCreator", kind)
    before = getattr(kind, "_create_methods", None)
    botocore_methods.share_methods.__wrapped__()
    assert getattr(kind, "_create_methods", None) == before
    assert "clients are made more slowly" in caplog.text
