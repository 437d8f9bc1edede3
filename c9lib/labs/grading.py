"""Is a lab passed? By what the account shows now, and by the causes that the learner names; both are needed.

What is said of an answer never tells the right one: which part is missing, and what an observed check says against a
wrong cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from c9lib.errors import ParameterError
from c9lib.labs import damage, progress
from c9lib.labs.almighty import too_much
from c9lib.labs.causes import CATALOGUE, Known
from c9lib.labs.ground import Ground
from c9lib.labs.model import Cause, Lab
from c9lib.nouns import Check, Table, Verdict
from c9lib.nouns.table import MARKS, Drawn

PATIENCE = (0, 60, 240, 900, 3000)
"""Seconds that are let pass, one after another, while the account isn't well yet: an endpoint starts, an agent pauses
up to an hour (facts 7.4)."""
Before = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Line:
    """One thing that a lab wants: whether it is so, and a word about it."""

    what: str
    status: Literal["ok", "fail"]
    word: str


@dataclass(frozen=True)
class Grade(Drawn):
    """A judged answer. `verdict` is what the account showed."""

    lab: str
    lines: tuple[Line, ...]
    verdict: Verdict
    learned: tuple[str, ...] = ()
    """Of a lab that is passed: how one thing led to the other."""

    @property
    def passed(self) -> bool:
        return all(line.status == "ok" for line in self.lines)

    @property
    def mended(self) -> bool:
        """The account is as it should be, whatever was named."""
        return all(line.status == "ok" for line in self.lines if line.what != NAMED)

    def table(self) -> Table:
        title = f"Lab {self.lab}: {'passed' if self.passed else 'not passed yet'}"
        rows = tuple((MARKS[line.status], line.what, line.word) for line in self.lines)
        return Table(title, ("", "what counts", "word"), rows, note=" ".join(self.learned))

    def to_json(self) -> dict[str, Any]:
        """As `c9lib lab check --json` prints it."""
        told = [{"what": line.what, "status": line.status, "word": line.word} for line in self.lines]
        return {"lab": self.lab, "passed": self.passed, "mended": self.mended, "lines": told}


WELL, THERE, CLOSED = "the account is well", "nothing is lost", "nothing is opened"
LEAST, NAMED = "nobody may do everything", "the cause"
STARTS = ("pending", "running")


def grade(lab: Lab, ground: Ground, causes: Sequence[str], before: Before | None = None) -> Grade:
    """Judge the account as it is, and these causes. `before` is what the checks said when the lab began.

    Lets simulated time pass while something still comes up. Raises `ParameterError` for a cause that isn't in the
    catalogue.
    """
    named, causes_here = known(causes), lab.causes_of(ground.variant)
    verdict = _patiently(lab, ground)
    lines = (
        _well(lab, ground, verdict),
        _line(THERE, damage.lost(ground, lab.wanted.keeps), "all that the lab began with is there"),
        _line(CLOSED, damage.opened(ground), "no inbound rule lets the internet in"),
        _line(LEAST, too_much(ground), "no user or role has a policy that allows everything"),
        _named(causes_here, named, before or progress.before(verdict)),
    )
    learned = tuple(filter(None, (ground.filled(cause.words) for cause in causes_here)))
    passed = all(line.status == "ok" for line in lines)
    return Grade(lab.id, lines, verdict, learned if passed else ())


def known(causes: Iterable[str]) -> tuple[str, ...]:
    """The named causes, once each. Raises `ParameterError` with what is meant, perhaps."""
    found = tuple(dict.fromkeys(part for cause in causes for part in cause.replace(",", " ").split()))
    for cause in found:
        if cause not in CATALOGUE:
            near = get_close_matches(cause, CATALOGUE, n=3, cutoff=0.5)
            raise ParameterError(
                f"{cause!r} isn't a cause of the catalogue.",
                details=(f"near it: {', '.join(near)}",) if near else (),
                remedy=("Name one of the catalogue: c9lib lab causes, or .causes() in a notebook.",),
            )
    return found


def unwell(lab: Lab, verdict: Verdict) -> tuple[Check, ...]:
    """The checks that still fail, those that count."""
    return tuple(one for one in verdict.checks if one.status == "fail" and one.id not in lab.wanted.ignores)


def _patiently(lab: Lab, ground: Ground) -> Verdict:
    verdict = ground.verdict()
    waited = 0
    for seconds in PATIENCE:
        waited += seconds
        if waited > lab.wanted.patience or not _may_come(lab, ground, verdict):
            break
        ground.wait(seconds)
        verdict = ground.verdict()
    return verdict


def _may_come(lab: Lab, ground: Ground, verdict: Verdict) -> bool:
    """Whether what fails may become well by itself: it does where no cause is left but time, as while an instance that
    was started just now boots, and nothing fails but that its agent isn't online yet."""
    slow = ("agent.", "environment.status", "environment.lifecycle")
    failed = unwell(lab, verdict)
    if not failed:
        return lab.wanted.agent and not _online(verdict) and _runs(ground)
    return all(one.id.startswith(slow) or _goes_by_itself(ground, one) for one in failed)


def _runs(ground: Ground) -> bool:
    """Whether the lab's instance runs, or will in a moment."""
    wanted = [{"Name": "instance-id", "Values": [ground.ids.get("instance", "i-none")]}]
    found = ground.session.pages("ec2", "describe_instances", "Reservations", Filters=wanted)
    return any(one["State"]["Name"] in STARTS for each in found for one in each["Instances"])


def _goes_by_itself(ground: Ground, check: Check) -> bool:
    """Whether what stops a way will end: a thing starts up, or AWS is still making an exclusion (facts 7.7)."""
    if check.reason != "VPC_BLOCK_PUBLIC_ACCESS_ENABLED":
        return check.reason == "BAD_STATE"
    made = ground.ec2.describe_vpc_block_public_access_exclusions()["VpcBlockPublicAccessExclusions"]
    return any(one["State"].endswith("-in-progress") for one in made)


def _well(lab: Lab, ground: Ground, verdict: Verdict) -> Line:
    failed = unwell(lab, verdict)
    if failed:
        count = "one check fails" if len(failed) == 1 else f"{len(failed)} checks fail"
        return _line(WELL, f"{count} still, first of all {verdict.root_cause or failed[0].id}: the verdict says what")
    silent = lab.wanted.agent and not _online(verdict)
    if silent:
        return _line(WELL, "nothing fails, but no agent is online: is there still an instance?")
    more = lab.wanted.more(ground) if lab.wanted.more else ""
    return _line(WELL, more, "no check fails" + (", and the agent is online" if lab.wanted.agent else ""))


def _online(verdict: Verdict) -> bool:
    return any(one.id == "agent.online" and one.status == "ok" for one in verdict.checks)


def _line(what: str, wrong: str, well: str = "") -> Line:
    return Line(what, "fail" if wrong else "ok", wrong or well)


def _named(causes: Iterable[Cause], named: Sequence[str], before: Before) -> Line:
    right = {cause.id for cause in causes}
    wrong = [cause for cause in named if cause not in right]
    if wrong:
        return _line(NAMED, "\n".join(_against(CATALOGUE[cause], before) for cause in wrong))
    if not named:
        return _line(NAMED, "not named yet: mending is half of it, saying why the other half")
    missing = len(right - set(named))
    if missing:
        fault = "one more fault" if missing == 1 else f"{missing} more faults"
        return _line(NAMED, f"what is named is right, and {fault} stood behind it")
    return _line(NAMED, "", "named: " + " ".join(CATALOGUE[cause].sentence for cause in named))


def _against(cause: Known, before: Before) -> str:
    """What an observed check says against a wrong cause."""
    said = {check: before[check] for check in cause.checks if check in before}
    fine = [f"{check} said ok: {told['evidence']}" for check, told in said.items() if told["status"] == "ok"]
    failed = {check: told for check, told in said.items() if told["status"] in ("fail", "warn")}
    if not failed:
        idle = [f"{check} had nothing to ask: {told['evidence']}" for check, told in said.items()]
        return f"{cause.id} isn't it. When the lab began, {(fine or idle or ['nothing pointed to it'])[0]}"
    check, told = next(iter(failed.items()))
    if cause.reasons and told["reason"] not in cause.reasons:
        shows = " or ".join(cause.reasons)
        return f"{cause.id} isn't it. {check} failed with {told['reason'] or 'no code'}; this would show {shows}"
    return f"{cause.id} isn't it. {check} did fail, but its evidence says otherwise: {told['evidence']}"
