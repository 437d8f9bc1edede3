"""Trials that run into Cloud9's automatic stop: an instance that nobody uses is stopped while time is waited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from c9lib import parameters
from c9lib.aws import Session
from c9lib.errors import WaitError
from c9lib.nouns.what_if import Agent
from tests.networks.account import opened
from tests.networks.topologies import public
from tests.networks.what_if import Inside, ask, options_of
from tests.notebook.test_what_if import asked
from tests.steps.conftest import address, boto_session, connected, done, few_regions, front, one_boto_session

__all__ = ["address", "boto_session", "connected", "done", "few_regions", "front", "one_boto_session"]
Connected = Callable[..., Session]
Done = Callable[..., None]
ONLINE = Agent("Online", "connected")
POLICY = "AWSCloud9SSMAccessRole:"


def launched(connected: Connected, done: Done, **given: object) -> Session:
    """A session whose deployment has an environment, just made."""
    session = connected(network="public", **given)
    done(session, "role", "profile", "network", "environment")
    return session


def state(session: Session) -> str:
    """The instance's state, as EC2 says it."""
    wanted = [{"Name": "tag-key", "Values": ["aws:cloud9:environment"]}]
    (found,) = session.client("ec2").describe_instances(Filters=wanted)["Reservations"]
    return str(found["Instances"][0]["State"]["Name"])


def idle(session: Session) -> None:
    """Nobody uses it until it is stopped."""
    session.target.let_pass(2000)
    session.target.let_pass(120)
    assert state(session) == "stopped"


def test_one_trial_after_another_runs_into_the_stop_and_goes_on(connected: Connected, done: Done) -> None:
    session = launched(connected, done)
    first = asked(session, POLICY)
    assert first.try_it().right
    back = first.undo()
    assert back.now == ONLINE
    told = list(back.starts)
    for _ in range(3):
        trial = asked(session, "vpc-")
        tried = trial.try_it()
        assert tried.right, tried
        assert "no instance yet" not in str(tried)
        undone = trial.undo()
        assert undone.now == ONLINE
        told += [*tried.starts, *undone.starts]
    assert told
    assert all("automatic stop" in one and "started again" in one for one in told)


def test_what_is_stopped_is_told_as_stopped_and_started_for_a_trial(connected: Connected, done: Done) -> None:
    session = launched(connected, done)
    idle(session)
    trial = asked(session, "vpc-")
    assert str(trial.forecast.was) == "the instance is stopped"
    assert "which is stopped now" in trial.forecast.sentence
    assert "launched there" not in trial.forecast.sentence
    tried = trial.try_it()
    assert tried.right, tried
    assert trial.forecast.was == ONLINE
    assert tried.now == Agent("ConnectionLost", "notconnected")
    assert "automatic stop" in str(tried)
    assert trial.undo().now == ONLINE


def test_a_stop_before_the_undoing_is_only_in_between(connected: Connected, done: Done) -> None:
    session = launched(connected, done)
    trial = asked(session, "vpc-")
    assert trial.try_it().right
    idle(session)
    undone = trial.undo()
    assert undone.now == ONLINE
    assert "started again" in str(undone)
    assert state(session) == "running"


class Restless(Inside):
    """Somebody stops the instance whenever time passes."""

    instance_id = ""

    def let_pass(self, seconds: float) -> None:
        self.account.wait(seconds / 2)
        if self.instance_id:
            self.account.ec2.stop_instances(InstanceIds=[self.instance_id])
        self.account.wait(seconds / 2)


def test_a_stop_that_comes_again_and_again_is_called_so(tmp_path: Path) -> None:
    with opened(None, tmp_path) as account:  # type: ignore[arg-type]
        net, target = public(account), Restless(account)
        net.launch()
        account.wait(600)
        told: list[str] = []
        session = Session(parameters.from_mapping({}), target, told.append)  # type: ignore[arg-type]
        trial = ask(session, net, next(one.id for one in options_of(session, net) if one.id.startswith("rtb-")))
        target.instance_id = net.instance
        with pytest.raises(WaitError, match="automatic_stop_minutes: 0"):
            trial.try_it()
        assert [one for one in told if one == f"{net.instance} is stopped: it is started again."]
        target.instance_id = ""
        account.wait(300)
        undone = trial.undo()
        assert undone.now == ONLINE
        assert undone.starts == (f"{net.instance} was stopped; it was started again, and runs on.",)
