"""The sentences of forecasts: true of rights as of ways, and only of what the change itself brings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from c9lib.aws import Session
from c9lib.checks.what_if import consequence, options, subject
from c9lib.nouns.what_if import Consequence
from tests.networks.account import Account, opened
from tests.networks.topologies import both, isolated, nat
from tests.networks.what_if import session_of
from tests.steps.conftest import address, boto_session, connected, done, few_regions, front, one_boto_session

__all__ = ["address", "boto_session", "connected", "done", "few_regions", "front", "one_boto_session"]
Connected = Callable[..., Session]
Done = Callable[..., None]


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    with opened(None, tmp_path) as fresh:  # type: ignore[arg-type]
        yield fresh


def told(session: Session, start: str, instance_id: str | None = None) -> Consequence:
    """The forecast for the option whose id begins, or ends, so."""
    seen = subject(session, instance_id=instance_id)
    name = next(one.id for one in options(seen).options if one.id.startswith(start) or one.id.endswith(start))
    return consequence(seen, name)


def test_a_launch_without_rights_wouldnt_come_online(connected: Connected, done: Done) -> None:
    session = connected(network="public")
    done(session, "role", "profile", "network")
    found = told(session, "AWSCloud9SSMAccessRole:")
    assert found.root_cause == "role.policy"
    assert found.sentence.startswith(
        "An instance that is launched there wouldn't come online: its agent would have no right to speak to ssm and"
        " ssmmessages. The verdict would name role.policy"
    )


def test_before_a_network_rights_are_judged_alone(connected: Connected, done: Done) -> None:
    session = connected(network="public")
    done(session, "role", "profile")
    found = told(session, "AWSCloud9SSMAccessRole:")
    assert "its agent would have no right to speak to ssm and ssmmessages" in found.sentence
    assert "would come online" not in found.sentence


@pytest.mark.parametrize("start", ["AWSCloud9SSMAccessRole:", "iip-assoc-"])
def test_a_stopped_instance_without_rights_wouldnt_come_online(account: Account, start: str) -> None:
    net = nat(account)
    net.launch()
    account.wait(600)
    account.ec2.stop_instances(InstanceIds=[net.instance])
    account.wait(300)
    session = session_of(account)
    found = told(session, start, net.instance)
    assert "The instance, which is stopped now" in found.sentence
    assert "wouldn't come online: its agent would have no right" in found.sentence
    assert "would come online" in told(session, ":only-443", net.instance).sentence


def test_what_fails_already_isnt_called_a_consequence(connected: Connected, done: Done) -> None:
    session = connected(network="public")
    done(session, "network")
    found = told(session, "enableDnsSupport")
    assert found.as_now
    assert "would name" not in found.sentence
    assert "names role.exists" in found.sentence
    assert "already" in found.sentence
    assert "ssm, ssmmessages, ec2messages and s3 would no longer be reached" in found.sentence
    assert "launched there doesn't come online as things are" in found.sentence


def test_a_missing_right_to_start_sessions_isnt_the_narrower_groups_doing(connected: Connected, done: Done) -> None:
    session = connected(network="public", access_for=["user/c9-learner"])
    session.client("iam").create_user(UserName="c9-nobody")
    done(session, "role", "profile", "network", "environment")
    other = connected(network="public", access_for=["user/c9-nobody"])
    found = told(other, "only-443")
    assert found.root_cause == "access.start-session"
    assert "would name" not in found.sentence
    assert "stays as it is" in found.sentence


def test_the_internet_is_lost_with_the_nat_gateway_beside_endpoints(account: Account) -> None:
    net = both(account)
    net.launch()
    account.wait(600)
    session = session_of(account)
    found = told(session, "nat-", net.instance)
    assert found.gone == ()
    assert found.agent.online
    assert "nothing would be cut" not in found.sentence
    assert "Everything else on the internet, git and pip with it, would no longer be reached" in found.sentence
    assert f"✔ by {net.nat}" in str(found)
    assert "the internet" in str(found)
    assert "nothing would be cut" in told(session, "vpce-", net.instance).sentence


def test_where_there_was_no_internet_none_is_lost(account: Account) -> None:
    net = isolated(account)
    net.launch()
    account.wait(600)
    found = told(session_of(account), net.endpoints["ssm"], net.instance)
    assert found.internet is None
    assert "internet" not in found.sentence


def test_without_a_network_the_list_says_why_it_is_empty(connected: Connected) -> None:
    found = options(subject(connected()))
    assert found.options == ()
    text = str(found)
    assert "Ask with its id" not in text
    assert "There is no network to look at yet" in text
    assert "the deployment has no subnet" in text.replace("\n", " ")
