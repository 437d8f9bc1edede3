"""Starting a lab: a fresh account with the learner's seed, the healthy place, its fault; and joining one that runs."""

from __future__ import annotations

import getpass
import hashlib
import os
from collections.abc import Callable

from c9lib.aws import Session, connect
from c9lib.errors import ParameterError, RefusedError
from c9lib.labs import progress
from c9lib.labs.ground import Ground
from c9lib.labs.model import Lab
from c9lib.labs.progress import WORLD
from c9lib.parameters import Parameters
from c9lib.simulator import lifecycle

LEARNER, SEED = "C9LIB_LEARNER", "C9LIB_LAB_SEED"
"""Environment variables: the learner's name, from which the seed follows, and the seed itself."""
MOST = 999_999
"""The largest seed: short enough to be told to a neighbour."""
NOBODY = "learner"


def learner() -> str:
    """Whose lab it is: `$C9LIB_LEARNER`, or the user's name on this machine."""
    told = os.environ.get(LEARNER, "").strip()
    if told:
        return told
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run as a user without a name
        return NOBODY


def seed_for(asked: int | None) -> int:
    """The seed of a start: the one that is asked for (0 or None asks for none), that of `$C9LIB_LAB_SEED`, or the
    learner's own, so that neighbours have different variants. Raises `ParameterError` for what is no seed."""
    told: int | str = asked or os.environ.get(SEED, "").strip()
    if not told:
        return int.from_bytes(hashlib.sha256(learner().encode()).digest()[:8], "big") % MOST + 1
    if isinstance(told, str) and not (told.isascii() and told.isdigit()):
        raise ParameterError(f"{SEED} is {told!r}, which is no seed.", remedy=(f"A seed is 1 to {MOST}, such as 7.",))
    if not 1 <= int(told) <= MOST:
        raise ParameterError(f"The seed is {told}.", remedy=(f"A seed is 1 to {MOST}, such as 7.",))
    return int(told)


def refuse_aws(target: str) -> None:
    """Raises `RefusedError` for a real account: a lab breaks things."""
    if target != "simulated":
        raise RefusedError(
            "Labs only exist on the simulated AWS.",
            details=(f"target is {target}; a lab breaks the account that it starts in",),
            remedy=("Leave target at simulated.",),
        )


def start(lab: Lab, seed: int, says: Callable[[str], None] = print) -> Ground:
    """Forget the labs' account and make this lab's, with its fault; and remember how it began."""
    says(f"A fresh simulated account for this lab, seed {seed} (the guided path has an account of its own) ...")
    progress.end()  # should this start fail, nobody takes its account for that of the lab before
    running = lifecycle.afresh(WORLD, seed)
    ground = build(lab, session_at(running.url), seed, says)
    progress.begin(lab, ground)
    return ground


def build(lab: Lab, session: Session, seed: int, says: Callable[[str], None] = lambda _: None) -> Ground:
    """The lab's place and its fault, in an account that nobody has used."""
    ground = Ground(lab.id, session, seed, says)
    lab.build(ground)
    return ground


def begun(lab: Lab) -> progress.Begun:
    """How this lab was begun. Raises `RefusedError` when another one is there, or none."""
    found = progress.current()
    if found is None or found.lab != lab.id:
        there = f"the lab that is there is {found.lab}" if found else "no lab was started yet"
        raise RefusedError(
            f"The lab {lab.id} isn't started.",
            details=(there,),
            remedy=(f"Start it: c9lib lab start {lab.id}, or .start() in its notebook.",),
        )
    return found


def join(lab: Lab) -> Ground:
    """The lab as it is now, wherever it was started. Raises as `begun` does."""
    told = begun(lab)
    running = lifecycle.join(WORLD)
    return Ground.again(lab.id, session_at(running.url), told.seed, told.ground)


def session_at(url: str) -> Session:
    """The labs' account at this address, as its administrator."""
    return connect(Parameters(endpoint_url=url), lambda _: None)


def the_current() -> progress.Begun:
    """The lab that was started last. Raises `RefusedError` while none was."""
    found = progress.current()
    if found is None:
        raise RefusedError(
            "No lab was started yet.", remedy=("c9lib lab start LAB starts one; c9lib lab list has all.",)
        )
    return found


def environment() -> dict[str, str]:
    """The environment variables with which any AWS client asks the labs' account. Raises `RefusedError` while no lab
    was started."""
    the_current()
    return {
        "AWS_ENDPOINT_URL": lifecycle.join(WORLD).url,
        "AWS_DEFAULT_REGION": Parameters().region,
        "AWS_ACCESS_KEY_ID": "simulated",
        "AWS_SECRET_ACCESS_KEY": "simulated",
    }


def keep_for(pid: int) -> None:
    """Keep the labs' account running as long as this process does: a terminal or a script, in which one goes on."""
    running = lifecycle.join(WORLD)
    lifecycle.ask(running.url, "lease", {"pid": pid})


def leave() -> None:
    """This process needs the labs' account no longer."""
    lifecycle.leave(WORLD)
