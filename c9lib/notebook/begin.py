"""Begin a notebook: read its parameters, connect, say where one is."""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

from c9lib.aws import Session, connect
from c9lib.aws.pace import Pace
from c9lib.aws.place import where
from c9lib.aws.remembering import is_unattended
from c9lib.aws.target import worker_of
from c9lib.notebook.form_values import not_taken, tell
from c9lib.notebook.guides import Guide, Verify
from c9lib.notebook.injected import parameters_of
from c9lib.notebook.live import live
from c9lib.notebook.live_waits import watch
from c9lib.notebook.notes import Notes
from c9lib.notebook.start_guide import Start
from c9lib.notebook.tear_down_guide import TearDown
from c9lib.parameters import as_run
from c9lib.parameters.choices import REGIONS
from c9lib.steps import STEPS

__all__ = ["begin", "forget", "guides", "where"]

SPECIAL = {"start": Start, "verify": Verify, "tear-down": TearDown}
AT_ONCE = ("ec2", "iam", "cloud9", "ssm")
"""Clients that a click needs: making the first one of EC2 takes longer than a person likes to wait for an answer."""
GUIDES = (Guide, *SPECIAL.values())
PACE = "C9LIB_PACE"
"""The environment variable by which a run tells its notebooks the folder of their pace; without it they keep none."""
BESIDE = "C9LIB_BESIDE"
"""The environment variable by which a run that has notebooks side by side tells them so: its process id."""


def begin(name: str, names: MutableMapping[str, Any]) -> Any:
    """The guide of this notebook's step; `names` are the notebook's `globals()`.

    Prints where the calls go. Raises `ParameterError` before anything is called, `RefusedError` for another account.
    Takes the guide of an earlier try out of `names`; buttons that it has shown go on with the new one, or end with it.
    """
    earlier = forget(names)
    tell(names, None)
    session = connect(as_run(parameters_of(names)), pace=_pace(), worker=_worker(name), unattended=is_unattended())
    print(where(session))  # noqa: T201 (a notebook shows what is printed)
    if not_taken(names):
        print(f"not taken from the form: {', '.join(not_taken(names))}")  # noqa: T201
    notes = Notes(name, session)
    guide = SPECIAL[name](session, notes) if name in SPECIAL else Guide(STEPS[name](session), notes)
    guide.names = names
    if live():
        watch(session)
        make_ready(session, name)
    for one in earlier:
        one.next = guide
    tell(names, session.parameters)
    return guide


def _pace() -> Pace | None:
    """The pace that this notebook keeps together with others."""
    folder = os.environ.get(PACE)
    return Pace(Path(folder)) if folder else None


def _worker(name: str) -> str:
    """By which name those who work side by side with this notebook know it; "" where nobody does."""
    run = os.environ.get(BESIDE)
    return worker_of(run, name) if run else ""


def make_ready(session: Session, name: str) -> None:
    """Make the clients that this notebook's buttons need. Nothing is called."""
    for service in AT_ONCE:
        session.client(service)
    for region in REGIONS if name == "tear-down" else ():  # whoever needs the role may be in any of them
        session.client("cloud9", region)
        session.client("ec2", region)


def guides(names: Mapping[str, Any]) -> list[Any]:
    """The guides among a notebook's globals."""
    return [value for value in names.values() if isinstance(value, GUIDES)]


def forget(names: MutableMapping[str, Any]) -> list[Any]:
    """Take guides out of `names`: when `begin` refuses new parameters, later cells must not go on with the old ones.

    Gives them; each knows that its time is over.
    """
    found = guides(names)
    for name in [name for name, value in names.items() if isinstance(value, GUIDES)]:
        del names[name]
    for one in found:
        one.over = True
    return found
