"""The table as a whole: how many networks, no row twice, and every reason that can occur in some row."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from pathlib import Path

from c9lib.path import Reason
from tests.networks.case import Case, several
from tests.networks.topologies import elastic, of_cloud9

FILES = sorted(path.stem for path in Path(__file__).parent.glob("test_*.py"))
TABLES: dict[str, list[Case]] = {
    name: module.CASES for name in FILES if hasattr(module := import_module(f"tests.networks.{name}"), "CASES")
}
CASES = [case for table in TABLES.values() for case in table]

ELSEWHERE = {
    Reason.NONE: "the rows that are well",
    Reason.BAD_STATE: "what is pending or being deleted: test_on_the_way.py",
    Reason.UNASSOCIATED: "EC2 gives every VPC a main route table, and keeps it",
    Reason.UNKNOWN_RESOURCE: "EC2 shows what a route leads to, or shows the route as a blackhole",
}
"""Reasons that no row has, and why."""


def test_at_least_sixty_networks_are_broken_once_and_twenty_twice():
    causes = Counter(len(several(case.causes)) for case in CASES)
    assert causes[1] >= 60, causes
    assert causes[2] + causes[3] >= 20, causes
    assert len(TABLES["test_twice"]) >= 20
    assert all(len(several(case.breaks)) >= 2 and len(several(case.causes)) >= 2 for case in TABLES["test_twice"])


def test_every_row_is_there_once():
    names = Counter(case.name for case in CASES)
    assert [name for name, number in names.items() if number > 1] == []
    rows = Counter((case.build, several(case.breaks), case.when) for case in CASES if case.causes)
    assert [row for row, number in rows.items() if number > 1] == []


def test_every_reason_that_can_occur_does():
    causes = [cause for case in CASES for cause in several(case.causes)]
    told = {cause.reason for cause in causes if cause.check != "instance.state"}
    told |= {cause.warned[1] for cause in causes}
    assert set(Reason) - told == set(ELSEWHERE) - {Reason.NONE}


def test_every_kind_of_network_is_broken_both_while_online_and_before_the_launch():
    kinds = {case.build for case in TABLES["test_well"]} - {elastic}
    for when in ("cut", "born"):
        broken = {case.build for case in CASES if case.causes and case.when == when}
        assert kinds - broken == set(), when
    assert of_cloud9.__name__ in {case.build.__qualname__.partition(".")[0] for case in TABLES["test_cloud9"]}
