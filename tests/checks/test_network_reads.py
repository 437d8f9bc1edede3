"""The network in few reads: customers' prefix lists, DHCP options, exclusions, and many VPCs at once."""

from __future__ import annotations

import pytest

from c9lib.checks.network_reads import ALWAYS, MOST_VALUES, MOST_VPCS, NetworkReads
from c9lib.checks.reader import Inapplicable, Reader


class Told(Reader):
    """A reader that is told the answers, and notes what is asked."""

    def __init__(self, session, answers):
        super().__init__(session)
        self.answers = {"describe_vpc_attribute": {"EnableDnsSupport": {"Value": True}}, **answers}
        self.asked = []

    def all(self, service, method, items, **params):
        self.asked.append((method, params))
        return self.answers.get(method, [])

    def one(self, service, method, absent=(), **params):
        self.asked.append((method, params))
        return self.answers[method]


@pytest.fixture
def reads(session):
    def made(answers, *vpc_ids):
        return NetworkReads(Told(session(), answers), vpc_ids or ("vpc-1",))

    return made


def test_nothing_is_read_before_somebody_looks(reads):
    told = reads({})
    told.network()
    assert told.reader.asked == []


def test_a_customers_list_is_read_where_a_rule_or_a_route_names_it(reads):
    told = reads(
        {
            "describe_prefix_lists": [{"PrefixListId": "pl-aws", "PrefixListName": "com.amazonaws.us-east-1.s3"}],
            "describe_route_tables": [{"Routes": [{"DestinationPrefixListId": "pl-mine"}, {}]}],
            "describe_security_groups": [
                {"IpPermissionsEgress": [{"PrefixListIds": [{"PrefixListId": "pl-aws"}, {"PrefixListId": "pl-2"}]}]}
            ],
            "get_managed_prefix_list_entries": [{"Cidr": "192.0.2.0/24", "Description": "ours"}],
        }
    )
    lists = {one["PrefixListId"]: one.get("Cidrs") for one in told.network().prefix_lists}
    assert lists == {"pl-aws": None, "pl-mine": ["192.0.2.0/24"], "pl-2": ["192.0.2.0/24"]}


def test_what_a_way_needs_is_read_ahead_and_then_known(reads):
    told = reads({"describe_subnets": [{"SubnetId": "subnet-1"}]})
    told.ahead()
    asked = {method for method, _ in told.reader.asked}
    assert asked == {*ALWAYS, "describe_prefix_lists", "describe_vpc_attribute"}
    assert [one["SubnetId"] for one in told.network().subnets] == ["subnet-1"]


def test_of_several_vpcs_no_attribute_is_read_ahead(reads):
    told = reads({}, "vpc-1", "vpc-2")
    told.ahead()
    assert "describe_vpc_attribute" not in {method for method, _ in told.reader.asked}


def test_only_the_vpcs_dhcp_options_are_read(reads):
    told = reads({"describe_vpcs": [{"DhcpOptionsId": "dopt-1"}, {"DhcpOptionsId": "default"}]})
    list(told.network().dhcp_options)
    assert told.reader.asked[-1] == (
        "describe_dhcp_options",
        {"Filters": [{"Name": "dhcp-options-id", "Values": ["dopt-1"]}]},
    )


@pytest.mark.parametrize(("mode", "asked"), [("off", False), ("block-ingress", True)])
def test_exclusions_are_read_only_where_something_is_blocked(reads, mode, asked):
    options = {"VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": mode}}
    told = reads({"describe_vpc_block_public_access_options": options})
    network = told.network()
    assert (network.block_public_access or {})["InternetGatewayBlockMode"] == mode
    assert list(network.block_public_access_exclusions) == []
    methods = [method for method, _ in told.reader.asked]
    assert ("describe_vpc_block_public_access_exclusions" in methods) == asked


def test_more_vpcs_than_a_filter_holds_are_read_without_one(reads):
    names = tuple(f"vpc-{at}" for at in range(MOST_VALUES + 1))
    few, many = reads({}, *names[:-1]), reads({}, *names)
    list(few.network().subnets)
    list(many.network().subnets)
    assert len(few.reader.asked[0][1]["Filters"][0]["Values"]) == MOST_VALUES
    assert many.reader.asked[0][1] == {}


def test_of_many_vpcs_only_some_are_asked_for_their_attributes(reads):
    names = tuple(f"vpc-{at}" for at in range(MOST_VPCS + 1))
    told = reads({"describe_vpc_attribute": {"EnableDnsSupport": {"Value": False}}}, *names)
    network = told.network()
    assert network.attribute(names[0], "enableDnsSupport") is False
    with pytest.raises(Inapplicable, match="ask with --environment-id"):
        network.attribute(names[-1], "enableDnsSupport")
