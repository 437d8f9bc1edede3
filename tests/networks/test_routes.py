"""Routes, the internet gateway and the public address of the instance's own subnet."""

from __future__ import annotations

import pytest

from c9lib.path import Reason
from tests.networks.account import Account
from tests.networks.breaks.routes import (
    address_taken,
    back_to_the_main_table,
    gateway_deleted,
    gateway_detached,
    gives_no_addresses,
    narrow_route_to_dead_nat,
    no_default_route,
    private_route_to_gateway,
)
from tests.networks.case import Case, Cause, judge
from tests.networks.topologies import default_vpc, elastic, main_table, nat, public

NO_ROUTE = Cause("path.ssm", Reason.NO_ROUTE)
DEAD_ROUTE = Cause("path.ssm", Reason.BAD_STATE_ROUTE)
NO_ADDRESS = Cause("instance.public-address", Reason.NO_PUBLIC_ADDRESS)

CASES = [
    Case("A public subnet loses its default route", public, no_default_route, NO_ROUTE),
    Case("A public subnet never had a default route", public, no_default_route, NO_ROUTE, "born"),
    Case("The main route table loses its default route", main_table, no_default_route, NO_ROUTE),
    Case("The main route table never had a default route", main_table, no_default_route, NO_ROUTE, "born"),
    Case("The default VPC loses its default route", default_vpc, no_default_route, NO_ROUTE),
    Case("A subnet falls back to a main route table without a way", public, back_to_the_main_table, NO_ROUTE),
    Case("A subnet was never given its route table", public, back_to_the_main_table, NO_ROUTE, "born"),
    Case("The internet gateway is detached before the launch", public, gateway_detached, DEAD_ROUTE, "born"),
    Case("The internet gateway is deleted before the launch", public, gateway_deleted, DEAD_ROUTE, "born"),
    Case("The default VPC's gateway is detached", default_vpc, gateway_detached, DEAD_ROUTE, "born"),
    Case("The gateway of the main route table is deleted", main_table, gateway_deleted, DEAD_ROUTE, "born"),
    Case("A narrower route leads to a deleted NAT gateway", public, narrow_route_to_dead_nat, DEAD_ROUTE),
    Case("A public subnet gives no public address", public, gives_no_addresses, NO_ADDRESS, "born"),
    Case("The main table's subnet gives no public address", main_table, gives_no_addresses, NO_ADDRESS, "born"),
    Case("The default VPC's subnet gives no public address", default_vpc, gives_no_addresses, NO_ADDRESS, "born"),
    Case("An Elastic IP address is taken from the instance", elastic, address_taken, NO_ADDRESS),
    Case("A private subnet is led to the internet gateway", nat, private_route_to_gateway, NO_ADDRESS),
    Case("A private subnet led to the gateway from the start", nat, private_route_to_gateway, NO_ADDRESS, "born"),
    Case("A subnet without a route and without addresses is a private one: endpoints mend it",
         public, (no_default_route, gives_no_addresses), NO_ROUTE, "born"),
    Case("The default VPC's gateway is detached, and its subnet gives no addresses",
         default_vpc, (gateway_detached, gives_no_addresses), DEAD_ROUTE, "born"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_route_gateway_or_address(case: Case, account: Account) -> None:
    judge(case, account)
