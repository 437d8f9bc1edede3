"""Forecasts over the table of networks: for each thing that may be otherwise AWS then shows what was foretold, and what
is undone is as before."""

from __future__ import annotations

import pytest

from tests.networks.account import ONLINE, Account
from tests.networks.topologies import (
    Build,
    across,
    both,
    bypassed,
    default_vpc,
    elastic,
    isolated,
    main_table,
    nat,
    public,
    zones,
)
from tests.networks.what_if import each, session_of

OWN = ("nat-", "igw-", "rtb", "vpce-", "eni-")
"""What tells the other networks apart: rules, ACLs and rights are theirs as they are of the first four."""
WHOLE = (public, nat, isolated, across)
EVERY = (public, elastic, main_table, default_vpc, nat, isolated, across, zones, both, bypassed)


@pytest.mark.parametrize("build", EVERY, ids=lambda one: one.__name__)
def test_every_forecast_is_what_aws_then_shows(build: Build, account: Account) -> None:
    net = build(account)
    net.launch()
    account.wait(600)
    session, asked = session_of(account), 0
    for trial in each(session, net, ("",) if build in WHOLE else OWN):
        asked += 1
        if trial.forecast.option.untried:
            continue
        found = trial.try_it()
        assert found.right, f"{trial.forecast}\n{found}\n{account.why(net.instance)}"
        if not found.refused:
            trial.undo()
            assert account.agent(net.instance) == ONLINE, trial
    assert account.verdict(net.instance).verdict == "ok"
    assert asked >= (9 if build in WHOLE else 2)
