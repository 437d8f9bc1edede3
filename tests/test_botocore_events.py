"""Names of botocore's events are translated as botocore does it, whoever remembers them."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pytest
from botocore import hooks

from c9lib import botocore_events
from c9lib.kept_data import PLAIN

SHARED = """
import botocore.session
from copy import copy
from botocore import hooks
from c9lib.botocore_events import share_names

names = ["before-call.monitoring.Any", "before-call.ec2.RunInstances", "docs.*.autoscaling.X.y", "choose-signer.s3"]
alone = [hooks.EventAliaser(hooks.HierarchicalEmitter())._alias_event_name(name) for name in names]
early = hooks.EventAliaser(hooks.HierarchicalEmitter())
share_names()
share_names()
made = hooks.EventAliaser(hooks.HierarchicalEmitter())
told = [made._alias_event_name(name) for name in names]
other = copy(made)
own = hooks.EventAliaser(hooks.HierarchicalEmitter(), {"ec2": "mine"})
print(alone == told and told[0] != names[0])
print(other._alias_name_cache is made._alias_name_cache, early._alias_name_cache)
print(own._alias_event_name(names[1]), own._alias_name_cache is made._alias_name_cache)

heard = []
made.register("before-call.monitoring", lambda **told: heard.append(told["event_name"]))
copy(made).emit(names[0])
other.emit(names[0])
print(heard)
"""


def run(script: str, **environment: str) -> list[str]:
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={"PATH": "", **environment}
    )
    assert not told.stderr
    return told.stdout.splitlines()


def test_names_are_shared_and_handlers_are_not() -> None:
    same, shared, own, heard = run(SHARED)
    assert same == "True"
    assert shared == "True {}", "who was made before goes on alone"
    assert own == "before-call.mine.RunInstances False", "another list of names is another's"
    assert heard == "['before-call.cloudwatch.Any']", "a copy made before a handler came doesn't call it"


def test_where_no_shortcut_is_wanted_nothing_is_changed() -> None:
    script = """
from botocore import hooks
before = hooks.EventAliaser.__init__
from c9lib.botocore_events import share_names
share_names()
print(hooks.EventAliaser.__init__ is before)
"""
    assert run(script) == ["False"]
    assert run(script, **{PLAIN: "1"}) == ["True"]


class Renamed(hooks.EventAliaser):  # type: ignore[misc]
    """One that remembers elsewhere."""

    def _alias_event_name(self, event_name: str) -> str:
        return event_name


@pytest.mark.parametrize("kind", [None, SimpleNamespace, Renamed])
def test_a_botocore_that_remembers_otherwise_is_left_alone_with_a_warning(
    kind: type | None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv(PLAIN, raising=False)
    monkeypatch.setattr(hooks, "EventAliaser", kind)
    before = getattr(kind, "__init__", None)
    botocore_events.share_names.__wrapped__()
    assert getattr(kind, "__init__", None) == before
    assert "clients are made more slowly" in caplog.text
