"""Begin a notebook: read its parameters, connect, say where one is."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from c9lib.aws import Session, connect
from c9lib.notebook.guides import Guide, Verify
from c9lib.notebook.injected import parameters_of
from c9lib.notebook.notes import Notes
from c9lib.notebook.start_guide import Start
from c9lib.notebook.tear_down_guide import TearDown
from c9lib.parameters import as_run
from c9lib.steps import STEPS

SPECIAL = {"start": Start, "verify": Verify, "tear-down": TearDown}
GUIDES = (Guide, *SPECIAL.values())


def begin(name: str, names: MutableMapping[str, Any]) -> Any:
    """The guide of this notebook's step; `names` are the notebook's `globals()`.

    Prints where the calls go. Raises `ParameterError` before anything is called, `RefusedError` for another account.
    Takes the guide of an earlier try out of `names`.
    """
    forget(names)
    session = connect(as_run(parameters_of(names)))
    print(where(session))  # noqa: T201 (a notebook shows what is printed)
    notes = Notes(name, session)
    if name in SPECIAL:
        return SPECIAL[name](session, notes)
    return Guide(STEPS[name](session), notes)


def where(session: Session) -> str:
    """Target, account, Region, deployment and identity, as every output carries them; for a real account also the
    credentials."""
    told = session.parameters
    return "\n".join(
        (
            f"Target {told.target} ({session.place}), account {session.account_id}, Region {session.region}, "
            f"deployment {told.deployment}",
            f"as {session.identity.arn}",
            *session.about_credentials(),
        )
    )


def forget(names: MutableMapping[str, Any]) -> None:
    """Take guides out of `names`: when `begin` refuses new parameters, later cells must not go on with the old ones."""
    for name in [name for name, value in names.items() if isinstance(value, GUIDES)]:
        del names[name]
