"""What `by_hand` prints is right: typed into a shell on a second account, it leaves the same as the run and its
tear-down left on the first.

Both accounts have the same seed, so they give the same ids to the same requests: nothing of a command is replaced.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from c9lib.show import by_hand
from c9lib.steps import STEPS, TearDownStep
from tests.awscli import AwsCli
from tests.faults.account import Account, account
from tests.faults.canonical import canonical
from tests.shell import in_a_shell
from tests.steps.topologies import GIVEN, visited

Shell = Callable[[str, str, Path], subprocess.CompletedProcess[str]]
BETWEEN = 90
"""Simulated seconds that a person takes between two commands: what AWS takes its time for is mostly done then."""
UNTIL_WAITED = 300
"""Simulated seconds before a `wait`: then it asks once, and doesn't take the half minute between two looks. All of them
together are less than the half hour without use after which Cloud9 stops the instance."""
FIRST = ("role", "profile")


@dataclass
class Did:
    """What was printed on the first account: the commands of the run and of the tear-down; what was there after
    each."""

    run: list[str] = field(default_factory=list)
    after_run: list[str] = field(default_factory=list)
    tear_down: tuple[str, ...] = ()
    after_tear_down: list[str] = field(default_factory=list)


@pytest.fixture
def cli(preloaded_cli: AwsCli) -> AwsCli:
    """The AWS CLI that all tests of this process share."""
    return preloaded_cli


def did(topology: str) -> Did:
    """A run and its tear-down, as the notebooks make them."""
    told = Did()
    with account(topology) as first:
        session = first.session()
        for kind in visited(session):
            told.run += by_hand(kind(session).apply().calls).lines
        told.after_run = settled(first)
        told.tear_down = by_hand(TearDownStep(session).undo().calls).lines
        told.after_tear_down = settled(first)
    return told


def settled(there: Account) -> list[str]:
    there.let_pass()
    return canonical(there.session())


def type_in(lines: list[str] | tuple[str, ...], there: Account, shell: Shell, home: Path) -> None:
    """Each command as a person does who reads what the one before gave."""
    for line in lines:
        there.let_pass(UNTIL_WAITED if " wait " in line else BETWEEN)
        ended = shell(line, there.url, home)
        assert ended.returncode == 0, f"{line}\n{ended.stderr}"


@pytest.mark.parametrize("topology", GIVEN)
def test_the_commands_leave_the_same_account_and_take_the_same_away(topology: str, cli: AwsCli, tmp_path: Path) -> None:
    first = did(topology)
    assert len(first.run) > 8
    assert len(first.tear_down) > 8
    with account(topology) as second:
        before = settled(second)
        type_in(first.run, second, cli.sh, tmp_path)
        there = settled(second)
        assert there == first.after_run
        assert there != before
        type_in(first.tear_down, second, cli.sh, tmp_path)
        assert settled(second) == first.after_tear_down


@pytest.fixture(scope="module")
def first_steps() -> Did:
    """Two steps without a network: what the cases below need is soon made."""
    told = Did()
    with account("public-api") as first:
        session = first.session()
        for name in FIRST:
            told.run += by_hand(STEPS[name](session).apply().calls).lines
        told.after_run = settled(first)
    return told


def test_the_aws_cli_as_a_program_of_its_own_does_the_same(first_steps: Did, tmp_path: Path) -> None:
    with account("public-api") as second:
        type_in(first_steps.run, second, in_a_shell, tmp_path)
        assert settled(second) == first_steps.after_run


def test_a_command_that_is_left_out_is_missed(first_steps: Did, cli: AwsCli, tmp_path: Path) -> None:
    without = [line for line in first_steps.run if "attach-role-policy" not in line]
    assert len(without) == len(first_steps.run) - 1
    with account("public-api") as second:
        type_in(without, second, cli.sh, tmp_path)
        assert settled(second) != first_steps.after_run
