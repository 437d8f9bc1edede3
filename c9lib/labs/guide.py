"""What a notebook and the command ask of a lab: start it, look at it, get a hint, be judged. All results draw
themselves.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from c9lib import checks
from c9lib.errors import StepError
from c9lib.labs import progress, starting
from c9lib.labs.causes import catalogue
from c9lib.labs.grading import Before, Grade, grade
from c9lib.labs.ground import Ground
from c9lib.labs.model import Lab, Shown, Solution, Symptom
from c9lib.labs.pages import Bullets, Code, Folded, Page
from c9lib.labs.quiet import quiet
from c9lib.labs.shelf import the_lab
from c9lib.notebook.live import live
from c9lib.nouns import Table, Verdict
from c9lib.show import ChainPicture, NetworkPicture, Ways


class Guide:
    """The guide of one lab. `start` makes its account anew; `check` judges; everything else reads.

    It goes on where another process, such as the command, has begun: what counts is the account.
    """

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self._ground: Ground | None = None

    @property
    def ground(self) -> Ground:
        """The account of this lab. Raises `RefusedError` when the lab isn't started, or another one is since."""
        begun = progress.current()
        if self._ground is None or begun is None or begun.lab != self.lab.id or begun.seed != self._ground.seed:
            self._ground = starting.join(self.lab)
        return self._ground

    def use(self, ground: Ground) -> None:
        """Go on with an account that was made just now."""
        self._ground = ground

    def start(self, seed: int | None = None) -> Page:
        """Make the lab's account anew, in whatever state it was, and show what AWS shows of the fault."""
        self._ground = starting.start(self.lab, starting.seed_for(seed), print)
        return self.begun()

    def begun(self) -> Page:
        """What the start has done, and what happened."""
        ground = self.ground
        changes = tuple(ground.filled(one) for one in self.lab.changes)
        return Page(
            f"{self.lab.title} (seed {ground.seed})",
            (ground.filled(self.lab.story), Bullets("What the start did, in an account of its own:", changes)),
        )

    def symptom(self) -> Page:
        """What AWS showed when the lab began, as the AWS CLI prints it."""
        told = self.seen_first()
        lines = [line for one in told.shown for line in one.lines]
        return Page("What AWS shows", (told.message, Code(tuple(lines))))

    def seen_first(self) -> Symptom:
        """The symptom as it was noted when the lab began: later, the learner's own mending shows."""
        told = starting.begun(self.lab).symptom
        return Symptom(self.ground.filled(told["message"]), tuple(Shown(**one) for one in told["shown"]))

    def verdict(self, *, remedies: bool = False) -> Verdict:
        """Every check on the lab's environment or instance, as the account is now. Reads only.

        Without causes and remedies, which would be the answer, until the lab is passed, its solution was asked for, or
        all hints were taken. `remedies=True` shows them before, and counts as a hint.
        """
        found, most = self.ground.verdict(), len(self.lab.hints)
        if remedies:
            progress.saw_remedies(self.lab.id, most)
        return found if remedies or starting.begun(self.lab).told(most) else quiet(found)

    def ways(self) -> Ways:
        """The ways that the verdict judges, station by station, as they are now. Reads only."""
        return Ways.of(self.verdict().ways, empty="There is no instance to look at: the verdict says why.")

    def picture(self) -> NetworkPicture:
        """The lab's network as it is now, drawn. Reads only."""
        ground = self.ground
        return NetworkPicture(
            checks.landscape(ground.session, instance_id=ground.alone, vpc_id=ground.ids.get("vpc", ""))
        )

    def chain(self) -> ChainPicture:
        """Role, profile, instance, agent and service, each link as it is now, drawn. Reads only."""
        return ChainPicture(checks.chain(self.ground.session, instance_id=self.ground.alone))

    def terminal(self) -> Page:
        """Lines for a terminal, in which the AWS CLI, and the command c9lib, look at the lab's account."""
        return Page("In a terminal, with any AWS client", (Code(terminal_lines(self.ground)),))

    def causes(self) -> Table:
        """What can be named as a cause."""
        return catalogue()

    def hint(self) -> Page:
        """The next hint; the last one nearly tells."""
        ground, hints = self.ground, self.lab.hints
        number = progress.hinted(self.lab.id, len(hints))
        left = len(hints) - number
        after = f"{left} more" if left else "that was the last: the solution says the rest"
        return Page(f"Hint {number} of {len(hints)} ({after})", (ground.filled(hints[number - 1]),))

    def check(self, cause: str | tuple[str, ...] | list[str] = ()) -> Grade:
        """Judge the account as it is now, and the named cause (several, with commas between them, where there are
        several). Raises `ParameterError` for one that isn't in the catalogue; where nobody looks, `StepError` when it
        isn't passed: a headless run stops there."""
        found = self.graded((cause,) if isinstance(cause, str) else tuple(cause))
        if not found.passed and not live():
            raise StepError(
                f"The lab {self.lab.id} isn't passed.",
                details=tuple(f"{line.what}: {line.word}" for line in found.lines if line.status == "fail"),
                remedy=("Mend what the verdict names, and name its cause: here.causes() lists what can be named.",),
            )
        return found

    def graded(self, causes: tuple[str, ...]) -> Grade:
        """As `check`, and never an error because of a wrong answer."""
        named = tuple(part for cause in causes for part in cause.replace(",", " ").split())
        found = grade(self.lab, self.ground, named, self._before())
        progress.answered(self.lab.id, named, passed=found.passed, verdict=found.verdict)
        return found

    def answer(self) -> tuple[str, ...]:
        """The causes that have to be named, by id."""
        return tuple(cause.id for cause in self.lab.causes_of(self.ground.variant))

    def solution(self) -> Page:
        """Why it is so, the commands that mend it, and how it would have been seen on a real account. Folded away."""
        ground = self.ground
        told = self.solved()
        named = ", ".join(self.answer())
        parts = (
            ground.filled(told.why),
            f"To be named: {named}.",
            Code(told.commands),
            f"On a real account: {ground.filled(told.on_aws)}",
        )
        return Page(f"The solution of {self.lab.id}", (Folded("Show it", parts),))

    def solved(self) -> Solution:
        """The solution itself. That it was asked for is noted."""
        progress.saw_the_solution(starting.begun(self.lab).lab)
        return self.lab.solution(self.ground)

    def unattended(self, cause: str = "") -> str:
        """The answer to be judged. Where a person looks: theirs, and nothing is done. In a headless run nobody mends
        anything, so the solution is carried out here, and its causes are the answer, unless one is given."""
        if live() or cause:
            return cause
        told = self.lab.solution(self.ground)
        print("Nobody is here to mend it (a headless run), so the solution's commands are carried out:")  # noqa: T201
        for call, command in zip(told.calls, told.commands, strict=True):
            print(command)  # noqa: T201 (a notebook shows what is printed)
            self.ground.carry_out(call)
        return ", ".join(self.answer())

    def questions(self) -> Page:
        """Questions for the end; each answer is folded away."""
        parts = tuple(
            Folded(self.ground.filled(one.asked), (self.ground.filled(one.answer),)) for one in self.lab.questions
        )
        return Page("Questions", (Bullets("You can now", self.lab.aims), *parts))

    def _before(self) -> Before:
        begun = progress.current()
        return begun.before if begun and begun.lab == self.lab.id else {}


def terminal_lines(ground: Ground) -> tuple[str, ...]:
    """What a terminal has to be told, so that the AWS CLI in it speaks to the lab's account; and first looks."""
    on = f" --instance-id {ground.alone}" if ground.alone else ""
    return (
        'eval "$(c9lib lab terminal)"    # from now on every AWS client in this terminal asks the labs\' account',
        "aws ec2 describe-instances",
        f'c9lib verify -p endpoint_url "$AWS_ENDPOINT_URL"{on}    # tells causes and remedies, too',
    )


def guide(name: str, names: MutableMapping[str, Any]) -> Guide:
    """The guide of a lab in a notebook whose `globals()` are `names`: their `target`, if any, must be simulated."""
    found = the_lab(name)
    starting.refuse_aws(str(names.get("target", "simulated")))
    return Guide(found)
