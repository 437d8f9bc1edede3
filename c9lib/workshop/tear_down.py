"""Remove a class: every seat, then what all share; with a proof of what is gone, what is left, and what it has cost."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from c9lib.aws import Session, connect
from c9lib.aws.pace import Pace
from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.aws.side_by_side import SideBySide
from c9lib.aws.target import leave_simulated, run_address
from c9lib.errors import UserError
from c9lib.nouns import Table
from c9lib.nouns.table import Drawn
from c9lib.parameters import Parameters
from c9lib.runbook import sealing
from c9lib.runbook.evidence import Evidence
from c9lib.runbook.run import RUNS, stopped, undisturbed
from c9lib.steps import inventory
from c9lib.steps.base import translated
from c9lib.steps.inventory import ENDED, KINDS
from c9lib.steps.reading import tag
from c9lib.workshop.asked import asked_as
from c9lib.workshop.in_process import Ran, Ways, run_steps
from c9lib.workshop.layout import Layout, lay_out
from c9lib.workshop.learners import holder
from c9lib.workshop.model import Roster, Seat, counted
from c9lib.workshop.pool import Limits, Pooled, run_all
from c9lib.workshop.proof import ClassProof, Part, part_of, still_there
from c9lib.workshop.record import Record
from c9lib.workshop.seat import run_seat
from c9lib.workshop.spent import TAGGED, Item, Spent, items_of, spent
from c9lib.workshop.task import SeatResult, SeatTask
from c9lib.workshop.telling import Telling
from c9lib.workshop.turns import Turns

AT_ONCE = 50
SEATS, PACE = "seats", "pace"
PROOF, SPENT = "proof.json", "spent.json"
STAYS = "Its own deployment stays until every seat is gone: they may still need what they share."


@dataclass(frozen=True)
class Asked:
    """What a tear-down is asked for: how many seats go `at_once`, and where evidence is kept."""

    roster: Roster
    at_once: int = AT_ONCE
    runs: Path = RUNS


@dataclass(frozen=True)
class There(Drawn):
    """What carries a tag of the class, before anything is removed: how many things of each kind, and of how many
    deployments; how many `strangers` have which look like seats of it; what it has cost."""

    name: str
    things: Mapping[str, int]
    deployments: int
    strangers: Mapping[str, int]
    spent: Spent

    def table(self) -> Table:
        title = (
            f"Class {self.name} has things of {counted(self.deployments, 'deployment')}; cost so far {self.spent.told}"
        )
        rows = tuple((thing, str(many)) for thing, many in sorted(self.things.items()))
        note = "Environments, what was granted to learners, and the role go with them."
        return Table(title, ("of EC2", "number"), rows, note, empty="nothing of EC2 carries its tag")


@dataclass(frozen=True)
class TornDown:
    """How a tear-down ended."""

    proof: ClassProof
    folder: Path
    results: Mapping[str, SeatResult] = field(default_factory=dict)
    error: UserError | None = None

    @property
    def exit_code(self) -> int:
        """0 only when nothing is left."""
        if self.error:
            return self.error.exit_code
        return 1 if self.proof.left else 0


def tear_down(asked: Asked, agree: Callable[[There], bool], say: Callable[[str], None]) -> TornDown | None:
    """Remove the class. `agree` is shown what there is and says whether to go on; None where it says no.

    A seat that fails stops no other one; what all share goes only when every seat has. What stops it as a whole,
    Ctrl-C included, is in the result, and so is everything that is left; run again to go on. Raises `AwsError` when
    AWS can't be asked.
    """
    layout = lay_out(asked.roster)
    joined = run_address(layout.own, say).get("endpoint_url", "")
    try:
        session = connect(layout.own, say, joined=joined)
        there = look(session, layout)
        return _TearDown(asked, layout, there, joined, say).all() if agree(there) else None
    finally:
        leave_simulated(layout.own)


def look(session: Session, layout: Layout) -> There:
    """What there is of a class by its tags: a listing of each kind. Raises `AwsError`."""
    own = deployments_of(layout)
    things, found, strange = Counter[str](), set[str](), Counter[str]()
    with translated(session):
        for noun, whose in tagged(session):
            if whose in own:
                things[noun] += 1
                found.add(whose)
            elif whose.startswith(f"{layout.own.deployment}-"):
                strange[whose] += 1
        costs = spent(session, own)
    return There(layout.roster.name, things, len(found), strange, costs)


def tagged(session: Session) -> Iterator[tuple[str, str]]:
    """Everything of EC2 that carries the tag of any deployment: its noun, and whose it is."""
    for page in session.pages("ec2", "describe_instances", "Reservations", Filters=TAGGED):
        for one in page["Instances"]:
            if one["State"]["Name"] not in ENDED:
                yield "instance", tag(one["Tags"], DEPLOYMENT_TAG)
    for kind in KINDS:
        for one in session.pages("ec2", kind.method, kind.items, Filters=TAGGED):
            if kind.state(one) not in ENDED:
                yield kind.noun, tag(one.get("Tags", ()), DEPLOYMENT_TAG)


def deployments_of(layout: Layout) -> frozenset[str]:
    """The class's own and those of its seats."""
    return frozenset((layout.own.deployment, *(seat.parameters.deployment for seat in layout.roster.seats)))


def parameters_of(seat: Seat) -> Parameters:
    """The parameters with which a seat is removed: where its environment was doesn't matter, whom it gave rights to
    does."""
    who = holder(seat.owner)
    if "access_for" in seat.parameters.given() or not who.startswith("user/"):
        return seat.parameters
    return Parameters.model_validate({**seat.parameters.given(), "access_for": [who]})


class _TearDown:
    """One tear-down: its folder, the seats, what they share."""

    def __init__(self, asked: Asked, layout: Layout, there: There, joined: str, say: Callable[[str], None]) -> None:
        self._asked, self._layout, self._there, self._joined, self._say = asked, layout, there, joined, say
        self._evidence = Evidence.make(asked.runs, layout.own)
        self._spent = there.spent.with_earlier(_earlier(self._evidence.folder))
        self._evidence.put(SPENT, self._spent.to_json())
        names = [seat.name for seat in asked.roster.seats]
        self._record = Record(self._evidence, "tear-down", asked.roster.name, names, {"things": dict(there.things)})
        self._pace = Pace(self._evidence.folder / PACE)

    def all(self) -> TornDown:
        """The seats, then what they share, then the proof."""
        pooled, own = Pooled(), None
        error: UserError | None = None
        try:
            pooled = self._seats()
            if pooled.interrupted:
                error = stopped("tear-down")
            elif pooled.not_begun or not all(one.well for one in pooled.results.values()):
                self._say(STAYS)
            else:
                own = self._shared()
        except UserError as failed:
            error = failed
        except KeyboardInterrupt:
            error = stopped("tear-down")
        with undisturbed():
            return self._end(pooled, own, error)

    def _seats(self) -> Pooled:
        tasks = [
            SeatTask(seat.name, parameters_of(seat), self._evidence.folder / SEATS, (), self._pace, undo=True)
            for seat in self._asked.roster.seats
        ]
        at_once = min(self._asked.at_once, len(tasks))
        self._say(f"{counted(len(tasks), 'seat')} to remove, {at_once} at a time")
        telling = Telling(self._say, [task.seat for task in tasks])

        beside = SideBySide()

        def run(task: SeatTask, tell: Callable[[str], None], is_stopped: Callable[[], bool]) -> SeatResult:
            return run_seat(task, tell, is_stopped=is_stopped, joined=self._joined, side_by_side=beside)

        # Whoever is left costs: no failure keeps another seat from being removed.
        session = connect(self._layout.own, lambda _: None, pace=self._pace, joined=self._joined)
        turns = Turns(session, self._pace)
        return run_all(tasks, Limits(at_once, len(tasks)), telling.of_seat, self._record.ended, run, turns.wait)

    def _shared(self) -> Ran:
        self._say("What all seats shared")
        ways = Ways(self._pace, self._joined, say=partial(_indented, self._say))
        ran = run_steps(self._layout.own, ("tear-down",), self._evidence, ways)
        self._record.tell(shared={"steps": ["tear-down"], "changes": ran.changes, "calls": dict(ran.calls)})
        return ran

    def _end(self, pooled: Pooled, own: Ran | None, error: UserError | None) -> TornDown:
        parts = tuple(self._parts(pooled, own))
        proof = ClassProof(self._asked.roster.name, parts, self._spent, self._there.strangers)
        done = TornDown(proof, self._evidence.folder, pooled.results, error)
        told = str(error) if error else str(own.error) if own and own.error else ""
        self._record.close(pooled.results.values(), done.exit_code, told)
        self._evidence.put(PROOF, proof.to_json())
        shutil.rmtree(self._evidence.folder / PACE, ignore_errors=True)
        sealing.seal(self._evidence.folder)
        return done

    def _parts(self, pooled: Pooled, own: Ran | None) -> Iterator[Part]:
        """The proof of each deployment; of one whose tear-down stopped before it, what there is."""
        for seat in self._asked.roster.seats:
            result = pooled.results.get(seat.name)
            yield self._part(parameters_of(seat), result.evidence if result else "", _why(result))
        why = STAYS if own is None else own.error.title if own.error else ""
        yield self._part(self._layout.own, str(own.folder) if own else "", why)

    def _part(self, asked: Parameters, evidence: str, error: str) -> Part:
        found = part_of(asked.deployment, evidence, error)
        if found is not None:
            return found
        try:
            session = connect(self._layout.own, lambda _: None, joined=self._joined)
            return still_there(asked.deployment, inventory(asked_as(session, asked)), error)
        except UserError as unasked:
            return Part(asked.deployment, (), "; ".join(filter(None, (error, unasked.title))))


def _why(result: SeatResult | None) -> str:
    return "not begun" if result is None else result.title


def _earlier(folder: Path) -> Iterator[Item]:
    """What earlier tear-downs of this class told of, that ended with something left, or not at all."""
    for other in sorted(folder.parent.glob(f"*/{SPENT}")):
        proof = _read(other.with_name(PROOF))
        if other.parent != folder and (not isinstance(proof, dict) or proof.get("left")):
            yield from items_of(_read(other))


def _read(file: Path) -> object:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _indented(say: Callable[[str], None], text: str) -> None:
    say(f"  {text.strip()}")
