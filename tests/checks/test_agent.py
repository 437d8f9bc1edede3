"""The agent's state: silent it fails, by a known cause or by what isn't evaluated, whatever may be read."""

from __future__ import annotations

import pytest

from c9lib import checks
from tests.checks.refusing import refusing

DENIED = ("UnauthorizedOperation", "You are not authorized to perform this operation.")
IDS = ("agent.online", "agent.connected")


@pytest.fixture
def silent(aws, pair, place, launch):
    """`silent(InstanceId=...)`: an instance in a subnet whose default route leads there, or nowhere."""

    def launched(**target: str) -> str:
        told = {"RouteTableId": place.table, "DestinationCidrBlock": "0.0.0.0/0"}
        if target:
            aws("ec2").replace_route(**told, **target)
        else:
            aws("ec2").delete_route(**told)
        return launch()

    return launched


def asked(one, instance_id):
    return {check.id: check for check in checks.of(one, ["agent"], instance_id=instance_id).checks}


def test_a_closed_way_is_a_failure(session, silent):
    found = asked(session(), silent())
    assert {found[name].status for name in IDS} == {"fail"}
    assert "reboot-instances" in found["agent.online"].remedy[0]
    assert "al2023-ami-minimal" in found["agent.online"].cause, "it never registered"


def test_a_silent_agent_behind_what_is_not_evaluated_fails_with_the_suspect_in_words(session, silent, launch):
    firewall = launch(InstanceType="t3.micro")
    instance = silent(InstanceId=firewall)
    found = asked(session(), instance)
    for name in IDS:
        assert found[name].status == "fail", found[name]
        assert found[name].cause.startswith("Its way to ssm ")
        assert "isn't evaluated here: " in found[name].cause
        assert firewall in found[name].cause
        assert all(line.startswith("# ") and firewall in line for line in found[name].remedy)
    assert found["agent.online"].evidence.endswith("never registered")
    verdict = checks.verdict(session(), instance_id=instance)
    assert (verdict.verdict, verdict.root_cause) == ("fail", "agent.online")
    assert next(check.status for check in verdict.checks if check.id == "path.ssm") == "warn"


def test_a_network_that_nobody_may_read_is_no_excuse(session, silent):
    instance = silent()
    one = refusing(session(), "ec2", describe_route_tables=DENIED)
    assert {asked(one, instance)[name].status for name in IDS} == {"fail"}


def test_an_agent_that_is_online_needs_no_look_at_the_network(session, launch, pair):
    instance = launch()
    found = asked(refusing(session(), "ec2", describe_route_tables=DENIED), instance)
    assert {found[name].status for name in IDS} == {"ok"}
