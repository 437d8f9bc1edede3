"""A lab built in an account of this process: quick, and with the AWS CLI at hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

from c9lib.labs import LABS, progress, starting
from c9lib.labs.grading import Grade, grade
from c9lib.labs.ground import Ground
from c9lib.labs.model import Lab, Symptom
from tests.awscli import AwsCli
from tests.faults.canonical import canonical
from tests.serving import serving

SEED, NEIGHBOURS = 7, 8
BEFORE = dict[str, dict[str, str]]


@dataclass
class Place:
    """A lab as it was built, with what its checks and its symptom said then."""

    lab: Lab
    ground: Ground
    before: BEFORE
    symptom: Symptom
    url: str

    def grade(self, *causes: str) -> Grade:
        return grade(self.lab, self.ground, causes, self.before)

    @property
    def right(self) -> tuple[str, ...]:
        return tuple(cause.id for cause in self.lab.causes_of(self.ground.variant))

    def wrong(self) -> Iterator[str]:
        """Causes of the catalogue that aren't this variant's."""
        from c9lib.labs.causes import CATALOGUE

        return (name for name in CATALOGUE if name not in self.right)

    def word(self, found: Grade, what: str) -> tuple[str, str]:
        """What a grade says of one thing that counts."""
        return next((line.status, line.word) for line in found.lines if line.what == what)

    def run(self, cli: AwsCli, home: Path, line: str) -> str:
        """Run a command in a shell, by the AWS CLI. Fails the test with what it says when it fails."""
        done = cli.sh(line, self.url, home)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout


@contextmanager
def built(name: str, seed: int = SEED) -> Iterator[Place]:
    """A lab in an account of its own."""
    lab = LABS[name]
    with serving(seed=seed) as served:
        ground = starting.build(lab, starting.session_at(served.url), seed)
        yield Place(lab, ground, progress.before(ground.verdict()), lab.symptom(ground), served.url)


@cache
def as_built(name: str, seed: int) -> tuple[list[str], dict[str, str], dict[str, str]]:
    """What a lab's account holds when it begins, what the seed has chosen, and the ids."""
    with serving(seed=seed) as served:
        ground = starting.build(LABS[name], starting.session_at(served.url), seed)
        return canonical(ground.session), ground.variant, ground.ids


class Begun(Exception):
    """A build has chosen its variant, and says what it makes first."""


def chosen(*seeds: int) -> list[list[dict[str, str]]]:
    """What each seed chooses for each lab before anything is made."""

    def enough(_: str) -> None:
        raise Begun

    with serving() as served:
        session = starting.session_at(served.url)
        grounds = [[Ground(name, session, seed, enough) for name in LABS] for seed in seeds]
        for ground in chain.from_iterable(grounds):
            with suppress(Begun):
                LABS[ground.lab].build(ground)
        return [[ground.variant for ground in those] for those in grounds]
