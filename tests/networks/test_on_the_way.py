"""What is on its way to be well, or to be gone: a warning or failure in words, and time that mends or ends it."""

from __future__ import annotations

import pytest

from c9lib.path import Reason
from tests.networks.account import BOOT, NEVER, ONLINE, PATIENCE, Account
from tests.networks.breaks.endpoints import without
from tests.networks.case import named
from tests.networks.topologies import endpoint, isolated, nat, nat_gateway


@pytest.fixture
def without_ssm(account: Account):
    """An isolated network whose instance was launched without an endpoint for ssm."""
    net = isolated(account)
    without("ssm")(net)
    net.launch()
    account.wait(BOOT)
    return net


def test_an_endpoint_that_is_pending_becomes_available_by_itself(without_ssm, account):
    net = without_ssm
    endpoint(net, "ssm", net.subnet)
    found = named(account.verdict(net.instance), "path.ssm")
    assert found.reason == Reason.BAD_STATE, found
    assert "pending" in found.evidence + found.cause
    assert not any(line.startswith("aws ") for line in found.remedy), "nothing but time mends it"
    assert account.agent(net.instance).ping == NEVER.ping
    account.wait(PATIENCE)
    assert (account.verdict(net.instance).verdict, account.agent(net.instance)) == ("ok", ONLINE)


def test_an_endpoint_that_is_being_deleted_holds_its_name_until_it_is_gone(account):
    net = isolated(account)
    net.launch()
    account.wait(BOOT)
    net.ec2.delete_vpc_endpoints(VpcEndpointIds=[net.endpoints["ssm"]])
    found = named(account.verdict(net.instance), "path.ssm")
    assert found.reason == Reason.BAD_STATE, found
    assert "deleting" in found.evidence + found.cause
    account.wait(120)
    found = named(account.verdict(net.instance), "path.ssm")
    assert found.reason == Reason.NO_ROUTE, found
    for line in found.remedy:
        account.run(line)
    account.wait(PATIENCE)
    assert (account.verdict(net.instance).verdict, account.agent(net.instance)) == ("ok", ONLINE)


def test_a_nat_gateway_that_is_pending_becomes_available_by_itself(account):
    net = nat(account)
    other = nat_gateway(net, net.beside)
    net.ec2.replace_route(RouteTableId=net.table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=other)
    net.launch()
    account.wait(60)
    found = named(account.verdict(net.instance), "path.ssm")
    assert found.reason == Reason.BAD_STATE, found
    assert "pending" in found.evidence + found.cause
    account.wait(PATIENCE)
    assert (account.verdict(net.instance).verdict, account.agent(net.instance)) == ("ok", ONLINE)
