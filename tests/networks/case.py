"""One row of the table: a network, what breaks it, what has to be said of it; and how a row is judged.

A row is broken while the agent is online (`CUT`) or before the instance is launched (`BORN`). Then
- the verdict, its root cause and that check's reason are those of the row, and Systems Manager shows the agent as the
  row says: the judgement and the simulated AWS are two witnesses;
- the remedy that the root cause's check prints is run as printed, by a shell and the AWS CLI, on the simulated AWS;
- after that the next cause of the row is the root cause, or all is well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from c9lib.nouns import Check, Verdict
from tests.networks.account import BOOT, LOST, NEVER, ONLINE, PATIENCE, Account, Agent
from tests.networks.topologies import Build, Net

Break = Callable[[Net], None]


@dataclass(frozen=True)
class Cause:
    """What the verdict has to name: a check, its reason, and how the agent fares meanwhile."""

    check: str
    reason: str
    cut: Agent = LOST
    """How Systems Manager shows the agent when this happens while it is online ..."""
    born: Agent = NEVER
    """... and when it is so before the launch."""
    verdict: Literal["fail", "warn"] = "fail"
    words: str = ""
    """Where no command can mend it: what the remedy's words contain. The row ends with them."""
    why: str = ""
    """What the simulated agent's own words contain, where that matters."""
    warned: tuple[str, str] = ("", "")
    """A check that warns beside the root cause, and its reason."""


@dataclass(frozen=True)
class Case:
    """A row. `breaks` happen in this order; `causes` are named in this order, each after the remedy of the one before.

    Without causes the network is well in spite of everything.
    """

    name: str
    build: Build
    breaks: Break | tuple[Break, ...] = ()
    causes: Cause | tuple[Cause, ...] = ()
    when: Literal["cut", "born"] = "cut"

    def __str__(self) -> str:
        return self.name


def judge(case: Case, account: Account) -> None:
    """Fail the test with all there is to know where anything is otherwise than the row says."""
    net = case.build(account)
    if case.when == "cut":
        _launch(net)
        assert account.agent(net.instance) == ONLINE  # the verdict on it is test_well.py's
    for change in several(case.breaks):
        change(net)
    if case.when == "born":
        _launch(net)
    account.wait(BOOT)
    for cause in several(case.causes):
        found = _is_named(account, net, cause, case.when)
        if cause.words:
            assert cause.words in " ".join(found.remedy), found
            assert all(line.startswith("# ") for line in found.remedy), found
            assert cause.why in account.why(net.instance)
            return
        for line in found.remedy:
            account.run(line)
        account.wait(PATIENCE)
    _is_well(account, net)


def several(told: Any) -> tuple[Any, ...]:
    """One or several of a row's things, as several."""
    return told if isinstance(told, tuple) else (told,)


def _launch(net: Net) -> None:
    net.launch()
    net.account.wait(BOOT)


def _is_named(account: Account, net: Net, cause: Cause, when: str) -> Check:
    verdict, agent = account.verdict(net.instance), account.agent(net.instance)
    found = _first(verdict, cause)
    told = (verdict.verdict, found.id if found else None, found.reason if found else "", agent)
    expected = (cause.verdict, cause.check, cause.reason, cause.born if when == "born" else cause.cut)
    assert told == expected, _all(verdict, account, net)
    assert found is not None
    assert found.remedy, found
    if cause.warned[0]:
        beside = named(verdict, cause.warned[0])
        assert (beside.status, beside.reason) == ("warn", cause.warned[1]), beside
    return found


def _first(verdict: Verdict, cause: Cause) -> Check | None:
    """The root cause; of a verdict that only warns, which has none, the check of the row if it warns."""
    if verdict.root_cause:
        return named(verdict, verdict.root_cause)
    found = named(verdict, cause.check)
    return found if found.status == "warn" else None


def named(verdict: Verdict, check_id: str) -> Check:
    """The check of this id."""
    return next(one for one in verdict.checks if one.id == check_id)


def _is_well(account: Account, net: Net) -> None:
    verdict, agent = account.verdict(net.instance), account.agent(net.instance)
    assert (verdict.verdict, agent) == ("ok", ONLINE), _all(verdict, account, net)


def _all(verdict: Verdict, account: Account, net: Net) -> str:
    """What went wrong, for whoever has to find out who is wrong."""
    wrong = [one for one in verdict.checks if one.status in ("fail", "warn")]
    lines = [f"{one.status} {one.id} [{one.reason}] {one.evidence} | {one.cause} | {one.remedy}" for one in wrong]
    why = account.why(net.instance)
    return "\n".join([f"{verdict.verdict}: {verdict.root_cause}", *lines, f"the simulated agent: {why or 'is well'}"])
