"""What if, as a notebook asks it: on a deployment of the simulated AWS, before the launch and after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from c9lib.aws import Session
from c9lib.errors import ParameterError, RefusedError
from c9lib.notebook.what_if import WhatIf, what_if
from c9lib.nouns.what_if import Options
from tests.awscli import AwsCli
from tests.faults.canonical import canonical
from tests.networks.account import Account, opened
from tests.networks.topologies import Net, isolated, nat, public
from tests.networks.what_if import options_of, session_of
from tests.steps.conftest import address, boto_session, connected, done, few_regions, front, one_boto_session

__all__ = ["address", "boto_session", "connected", "done", "few_regions", "front", "one_boto_session"]
Connected = Callable[..., Session]
Done = Callable[..., None]


def listed(session: Session) -> Options:
    """What may be otherwise."""
    found = what_if(session)
    assert isinstance(found, Options)
    return found


def asked(session: Session, wanted: str) -> WhatIf:
    """What if this one, by its id or by how it begins."""
    name = next(one.id for one in listed(session).options if one.id.startswith(wanted))
    found = what_if(session, name)
    assert isinstance(found, WhatIf)
    return found


def test_before_anything_is_made_there_is_nothing_to_ask(connected: Connected) -> None:
    found = listed(connected())
    assert not [one for one in found.options if one.do[0].service == "ec2"]
    assert "There is no network to look at yet: there is no instance" in str(found)
    assert "Ask with its id" not in str(found)


def test_asking_writes_nothing_and_says_what_would_follow(connected: Connected, done: Done) -> None:
    session = connected(network="nat")
    done(session, "role", "profile", "network")
    assert "is still being made" in str(listed(session))
    session.target.let_pass(600)
    before = canonical(session)
    trial = asked(session, "nat-")
    assert canonical(session) == before
    assert trial.forecast.gone == ("ssm", "ssmmessages", "ec2messages", "s3")
    assert "wouldn't come online" in trial.forecast.sentence
    assert "$0.0450 per hour" in trial.forecast.sentence
    assert not [call for call in session.calls if call.writes and call.operation.startswith("Delete")]


def test_a_forecast_draws_both_ways_and_both_commands(connected: Connected, done: Done) -> None:
    session = connected(network="public")
    done(session, "network")
    told = asked(session, "rtb-")._repr_mimebundle_()
    assert "aws ec2 delete-route" in told["text/plain"]
    assert "aws ec2 create-route" in told["text/plain"]
    assert told["text/html"].count("<svg") == 2
    assert "NO_ROUTE_TO_DESTINATION" in told["text/html"]


def test_a_subnet_that_gives_no_addresses_is_tried_and_put_back(connected: Connected, done: Done) -> None:
    session = connected(network="public")
    done(session, "role", "profile", "network")
    before = canonical(session)
    trial = asked(session, "subnet-")
    assert trial.forecast.cause == "path.ssm (IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS)"
    tried = trial.try_it()
    assert tried.right, tried
    assert "The forecast was right." in str(tried)
    with pytest.raises(RefusedError, match="done already"):
        trial.try_it()
    trial.undo()
    assert canonical(session) == before
    with pytest.raises(RefusedError, match="nothing to undo"):
        trial.undo()


def test_a_wrong_forecast_is_called_wrong(connected: Connected, done: Done) -> None:
    session = connected(network="public")
    done(session, "role", "profile", "network")
    trial = asked(session, "subnet-")
    session.client("ec2").delete_route(
        RouteTableId=asked(session, "rtb-").forecast.option.id.partition(":")[0], DestinationCidrBlock="0.0.0.0/0"
    )
    tried = trial.try_it()
    assert not tried.right
    assert "The forecast was wrong." in str(tried)


def test_an_unknown_id_is_answered_with_the_nearest(connected: Connected, done: Done) -> None:
    session = connected(network="public")
    done(session, "network")
    name = next(one.id for one in listed(session).options if one.id.startswith("igw-"))
    with pytest.raises(ParameterError, match=name):
        what_if(session, name[:-1] + "x")
    with pytest.raises(ParameterError, match="what_if\\(\\) lists"):
        what_if(session, "")


def test_a_real_account_gets_the_commands_only(
    connected: Connected, done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = connected(network="public")
    done(session, "network")
    trial = asked(session, "rtb-")
    monkeypatch.setattr(Session, "simulated", property(lambda _: False))
    made = len(session.calls)
    with pytest.raises(RefusedError, match="aws ec2 delete-route") as refused:
        trial.try_it()
    assert refused.value.exit_code == 3
    assert len(session.calls) == made


@pytest.fixture
def account(preloaded_cli: AwsCli, tmp_path: Path) -> Iterator[Account]:
    with opened(preloaded_cli, tmp_path) as fresh:
        yield fresh


def test_aws_refuses_what_the_forecast_says_it_refuses(account: Account) -> None:
    net = public(account)
    net.launch()
    account.wait(600)
    session = session_of(account)
    trial = what_if(session, net.gateway, instance_id=net.instance)
    assert isinstance(trial, WhatIf)
    assert trial.forecast.option.refusal == "DependencyViolation"
    tried = trial.try_it()
    assert tried.right
    assert "refused: DependencyViolation" in str(tried)
    assert "nothing to undo" in str(tried)


def test_a_given_address_isn_t_tried_where_the_call_isn_t_simulated(account: Account) -> None:
    net = public(account)
    net.launch()
    account.wait(600)
    session = session_of(account)
    name = next(one.id for one in options_of(session, net) if one.id.endswith(":public-address"))
    trial = what_if(session, name, instance_id=net.instance)
    assert isinstance(trial, WhatIf)
    assert trial.forecast.root_cause == "instance.public-address"
    assert trial.forecast.option.saves == 0.005
    with pytest.raises(RefusedError, match="can't be tried"):
        trial.try_it()


@pytest.mark.parametrize("build", [nat, isolated], ids=["nat", "isolated"])
def test_whatever_is_undone_is_exactly_as_before(account: Account, build: Callable[[Account], Net]) -> None:
    net = build(account)
    net.launch()
    account.wait(600)
    session = session_of(account)
    before = canonical(session)
    wanted = ("nat-", "rtbassoc-", "AWSCloud9") if build is nat else ("vpce-", "sgr-", "acl-", "iip-", "sg-")
    for start in wanted:
        name = next(one.id for one in options_of(session, net) if one.id.startswith(start))
        trial = what_if(session, name, instance_id=net.instance)
        assert isinstance(trial, WhatIf)
        trial.try_it()
        assert canonical(session) != before, name
        trial.undo()
        session.target.let_pass(600)
        assert canonical(session) == before, name


@pytest.mark.parametrize("start", ["nat-", "vpce-", "sgr-", "sg-"])
def test_the_printed_commands_do_and_undo_the_same(account: Account, start: str) -> None:
    net = (isolated if start == "vpce-" else nat)(account)
    net.launch()
    account.wait(600)
    session = session_of(account)
    name = next(one.id for one in options_of(session, net) if one.id.startswith(start))
    trial = what_if(session, name, instance_id=net.instance)
    assert isinstance(trial, WhatIf)
    before = canonical(session)
    account.world.clock.speed = 600  # the shell's loops wait by themselves
    for commands in (trial.drawn.do, trial.drawn.undo):
        account.run("\n".join(commands.lines).replace("sleep 5", "sleep 0.1"))
        if commands == trial.drawn.do:
            account.wait(900)
            assert canonical(session) != before
    account.wait(900)
    assert canonical(session) == before
