"""The class's own parameters: from files and the command line, and from columns that say the same for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from c9lib.errors import ParameterError
from c9lib.parameters import Parameters, judge, load
from c9lib.workshop.mistakes import ONE_PLACE, ONE_VPC, Mistake
from c9lib.workshop.model import Share

Texts = dict[int, dict[str, str]]
"""What the cells say: by row and column, without the empty ones."""
SUBNET = ("vpc_id", "subnet_id")
"""What network existing needs. Where every row names its own, the class has those of the first row, and uses none."""
NO_OWNER = "owner_arn: is each seat's own; leave it out of the class's parameters"


@dataclass(frozen=True)
class Asked:
    """What a class was asked for: whole parameters in `made`, or in `details` what is wrong with them. `together` is
    what is wrong with them once the columns are taken in, where no row says so. `role` is `learner_role`."""

    made: Parameters | None
    role: str
    details: tuple[str, ...] = ()
    together: tuple[Mistake, ...] = ()


def of_class(files: Sequence[Path], assignments: Sequence[tuple[str, str]], texts: Texts, share: Share) -> Asked:
    """The class as `-f` and `-p` say, with what its columns say alike for everybody: where it is, its network."""
    aside: dict[str, object] = {"learner_role": ""}
    try:
        made = _loaded(files, assignments, aside, _alike(texts, SUBNET))
    except ParameterError as error:
        return Asked(None, str(aside["learner_role"]), error.details)
    role = str(aside["learner_role"])
    if made.owner_arn:
        return Asked(None, role, (NO_OWNER,))
    names = (*ONE_PLACE, *(ONE_VPC if share == "vpc" else ()))
    said = _alike(texts, names)
    if said.get("network") == "existing":
        said |= _alike(texts, SUBNET)
    judged = judge({**made.given(), **said})
    wrong = (*judged.alone, *judged.between)
    return Asked(judged.made or made, role, (), tuple(Mistake(0, one.name, one.words) for one in wrong))


def _loaded(
    files: Sequence[Path], assignments: Sequence[tuple[str, str]], aside: dict[str, object], own: dict[str, str]
) -> Parameters:
    """The parameters; where they lack a subnet and every row has its own, with the first row's."""
    try:
        return load(files, assignments, aside)
    except ParameterError as error:
        lacking = {name for name in own if any(line.startswith(f"{name}: is missing") for line in error.details)}
        if not lacking or len(lacking) < len(error.details):
            raise
        return load(files, (*assignments, *((name, own[name]) for name in sorted(lacking))), aside)


def _alike(texts: Texts, names: Sequence[str]) -> dict[str, str]:
    """What the first row says in these columns, where every row says something."""
    rows = list(texts.values())
    return {name: rows[0][name] for name in names if rows and all(name in cells for cells in rows)}
