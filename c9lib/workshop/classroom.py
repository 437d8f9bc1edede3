"""A class in a notebook: one object, whose verbs draw themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from c9lib.aws import Session, connect
from c9lib.aws.place import where
from c9lib.errors import RefusedError, StepError
from c9lib.nouns.table import Drawn
from c9lib.steps.endpoint_parts import endpoints
from c9lib.workshop.board import Board, Sort, look
from c9lib.workshop.board_html import write_page
from c9lib.workshop.cards import write_cards
from c9lib.workshop.enrol import Enrolled, enrol
from c9lib.workshop.launch import AT_ONCE, Asked, launch
from c9lib.workshop.launched import Launched
from c9lib.workshop.layout import Layout, lay_out
from c9lib.workshop.mending import RepairPlan, Wishes
from c9lib.workshop.model import Roster, Share
from c9lib.workshop.plan import ClassPlan, own_parameters
from c9lib.workshop.plan import plan as plan_of
from c9lib.workshop.repair import Repaired, repair
from c9lib.workshop.roster import read
from c9lib.workshop.tear_down import Asked as Removal
from c9lib.workshop.tear_down import There, tear_down
from c9lib.workshop.tear_down import look as what_is_there
from c9lib.workshop.verdict import ClassVerdict, verify

RUNS = Path("runs")
SILENCE = 600
"""Seconds after which whoever is cut off isn't online any more (facts 7.4: a sign of life every 5 minutes)."""


def begin(roster: str, class_file: str = "", *, share: Share = "vpc", trainers: Sequence[str] = ()) -> Classroom:
    """The class of a roster; prints which account it is. Paths are seen from the notebook's folder.

    Raises `ParameterError` with every mistake in the roster and in the class's parameters before anything is called,
    `RefusedError` for another account.
    """
    asked = read(Path(roster), [Path(class_file)] if class_file else [], (), share)
    made = Classroom(asked, tuple(trainers))
    print(where(made.connect()))  # noqa: T201 (a notebook shows what is printed)
    return made


class Classroom:
    """All verbs of `c9lib workshop` on one class. `enrol`, `launch` and `tear_down` write; so does `repair` once it is
    agreed to."""

    def __init__(self, roster: Roster, trainers: tuple[str, ...] = (), say: Callable[[str], None] = print) -> None:
        self.roster = roster
        self.trainers = trainers
        self._say = say

    def connect(self) -> Session:
        """A session of the class as a whole. Each verb has one of its own, and so looks at AWS afresh."""
        return connect(own_parameters(self.roster), self._say)

    @property
    def layout(self) -> Layout:
        """Where the seats go."""
        return lay_out(self.roster)

    def plan(self, hours: int = 8) -> ClassPlan:
        """Where the seats go, whether they fit, what they cost. Raises `AwsError`."""
        return plan_of(self.connect(), self.roster, hours)

    def enrol(self) -> Enrolled:
        """Make the learners and trainers who aren't there, on the simulated AWS. Raises `RefusedError` elsewhere."""
        return enrol(self.connect(), self.roster, self.trainers)

    def cards(self, path: str, sign_in: str = "") -> None:
        """Write a printable page with a card for each seat. Nothing is called."""
        write_cards(Path(path), self.roster, sign_in)

    def launch(self, at_once: int = AT_ONCE, *, notebooks: bool = False, scheduler: str = "") -> Launched:
        """Make what all share, then every seat that isn't right yet. Raises as `workshop.launch`."""
        asked = Asked(self.roster, at_once, None, notebooks, self.trainers, RUNS, scheduler)
        return launch(asked, self._say)

    def board(self, *, sort: Sort = "seat", names: bool = True, page: str = "") -> Board:
        """Every seat as AWS shows it; `page` writes it as an HTML file, too. Raises `AwsError`."""
        found = look(self.connect(), self.layout, sort=sort, names=names)
        if page:
            write_page(Path(page), found)
        return found

    def verify(self) -> ClassVerdict:
        """Every check of every seat, grouped by root cause. Raises `AwsError`."""
        return verify(self.connect(), self.layout)

    def break_endpoints(self) -> None:
        """Take away what lets instances into the class's endpoints, for a lesson; says what. Raises `RefusedError`
        elsewhere than on the simulated AWS, `StepError` where the class has no endpoints."""
        session = self.connect()
        if not session.simulated:
            raise RefusedError("Only on the simulated AWS is something broken for a lesson; nothing was changed.")
        with session.translated():
            there = endpoints(session)
            group = there.own_group if there else None
            if group is None or not group["IpPermissions"]:
                raise StepError(
                    f"Class {self.roster.name} has no security group of endpoints that lets anybody in.",
                    remedy=("Launch it, with network isolated.",),
                )
            name, held = group["GroupId"], group["IpPermissions"]
            session.client("ec2").revoke_security_group_ingress(GroupId=name, IpPermissions=held)
        session.target.let_pass(SILENCE)
        self._say(f"{name} lets nobody in any more, and {SILENCE // 60} minutes have passed.")

    def repair(self, *, agreed: bool = False, start: bool = False, others: bool = False) -> Drawn | Repaired:
        """What would be mended, or, once it is `agreed` to, the mending. Raises `AwsError`."""
        shown = list[RepairPlan]()

        def agree(plan: RepairPlan) -> bool:
            shown.append(plan)
            return agreed

        done = repair(self.connect(), self.layout, agree, self._say, Wishes(start=start, others=others))
        return shown[0] if shown and not agreed else done

    def left(self) -> There:
        """What a tear-down would remove. Raises `AwsError`."""
        return what_is_there(self.connect(), self.layout)

    def tear_down(self, at_once: int = AT_ONCE) -> Drawn | None:
        """Remove every seat, then what all share; the proof. Raises as `workshop.tear_down`."""
        done = tear_down(Removal(self.roster, at_once, RUNS), lambda _: True, self._say)
        return done.proof if done else None
