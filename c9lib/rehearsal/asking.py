"""Have a run rehearsed, by a process of its own: moto keeps its state once per process, and ours may be in use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from c9lib.errors import StepError
from c9lib.parameters import Parameters, as_run
from c9lib.rehearsal import kept, shipped
from c9lib.rehearsal.nouns import Rehearsal

MODULE = "c9lib.rehearsal"
LIMIT_SECONDS = 120.0
ACCOUNT = "123456789012"
"""The account of every simulated AWS. A real one's id, and ids of its network, are put in afterwards, so that all of
them share one rehearsal."""
PLACE = {"vpc_id": "vpc-0a11111111111111a", "subnet_id": "subnet-0a11111111111111a"}
NO_MATTER = ("target", "account_id", "endpoint_url", "description", "image_id", "automatic_stop_minutes")
"""Parameters that change nothing of what has to be allowed."""
SAYING = "Rehearsing this run on a simulated AWS of its own: what it needs there is what has to be allowed."


def rehearse(asked: Parameters, account: str, progress: Callable[[str], None] = lambda _: None) -> Rehearsal:
    """What has to be allowed for this run in this account. The first time it takes seconds; `progress` is told, always.

    Raises `StepError` when the run can't be rehearsed.
    """
    stand_ins, told = _question(asked, account)
    progress(SAYING)
    found = _known(told)
    if found is None:
        with kept.alone(told, LIMIT_SECONDS):
            found = kept.find(told)
            if found is None:
                found = _made(told)
                kept.keep(told, found)
    return found.put(stand_ins)


def rehearse_here(asked: Parameters) -> None:
    """Rehearse in this process, for whoever asks afterwards, unless that was done before. It is to do nothing else.

    Raises `UserError` when the run can't be rehearsed; nobody is told anything else then than by `rehearse`.
    """
    _, told = _question(asked, ACCOUNT)
    if _known(told):
        return
    from c9lib.rehearsal.play import play  # with it comes the simulated AWS

    with kept.alone(told, LIMIT_SECONDS):
        if kept.find(told) is None:
            kept.keep(told, play(Parameters.model_validate(told)))


def rehearsed(asked: Parameters, account: str) -> Rehearsal | None:
    """The same when this run was rehearsed before; None when it wasn't. Takes no time."""
    stand_ins, told = _question(asked, account)
    found = _known(told)
    return found.put(stand_ins) if found else None


def question(asked: Parameters) -> dict[str, Any]:
    """What has to be rehearsed for a run: the parameters that matter, without what is a certain account's."""
    return _question(asked, ACCOUNT)[1]


def _known(told: dict[str, Any]) -> Rehearsal | None:
    """The rehearsal that comes with the library, or was made before."""
    return shipped.find(told) or kept.find(told)


def _question(asked: Parameters, account: str) -> tuple[dict[str, str], dict[str, Any]]:
    """What the words of the rehearsed account stand for, and the parameters with those words."""
    stand_ins = {ACCOUNT: account, **{word: getattr(asked, name) for name, word in PLACE.items() if _is_given(asked)}}
    return stand_ins, _standing(asked, {meant: word for word, meant in stand_ins.items()})


def _is_given(asked: Parameters) -> bool:
    return asked.network == "existing"


def _standing(asked: Parameters, words: dict[str, str]) -> dict[str, Any]:
    """The parameters that matter, with stand-ins for what is a certain account's."""
    given = {name: value for name, value in as_run(asked).given().items() if name not in NO_MATTER}
    text = json.dumps(given)
    for meant, word in words.items():
        text = text.replace(meant, word)
    told: dict[str, Any] = json.loads(text)
    return told


def _made(told: dict[str, Any]) -> Rehearsal:
    # The child reads its parameters from a pipe that stays open: when this process ends, however, the pipe closes, and
    # the child ends, too.
    reading, writing = os.pipe()
    try:
        with os.fdopen(writing, "w", encoding="utf-8") as pipe:
            process = _started(reading)
            pipe.write(json.dumps(told) + "\n")
            pipe.flush()
            made, said = _heard(process)
    finally:
        os.close(reading)
    if process.returncode:
        raise _failed(f"its process ended with code {process.returncode}", said)
    return Rehearsal.from_json(json.loads(made))


def _started(reading: int) -> subprocess.Popen[str]:
    told: dict[str, Any] = {"stdin": reading, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-m", MODULE], **told, text=True, encoding="utf-8")


def _heard(process: subprocess.Popen[str]) -> tuple[str, str]:
    """What it wrote to its end. Whatever happens meanwhile, it doesn't outlive this."""
    try:
        return process.communicate(timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        raise _failed(f"it wasn't done within {LIMIT_SECONDS:.0f} s", "") from None
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def _failed(why: str, said: str) -> StepError:
    return StepError(
        "The run can't be rehearsed, so nobody can tell which permissions it needs.",
        details=(why, *(line.strip() for line in said.splitlines()[-12:] if line.strip())),
        remedy=(
            "If the words above name a parameter, correct it. Otherwise run with credentials of an administrator.",
        ),
    )
