"""The price table and the figure that is made from it."""

from __future__ import annotations

import pytest

from c9lib.checks.prices import hourly, source


@pytest.mark.parametrize(
    ("item", "instance_type", "usd"),
    [
        ("instance", "t3.small", 0.0208),
        ("instance", "m5.large", None),
        ("instance", None, None),
        ("public-ipv4", None, 0.005),
        ("interface-endpoint", None, 0.01),
        ("nat-gateway", None, 0.045),
    ],
)
def test_prices_of_us_east_1(item, instance_type, usd):
    assert hourly("us-east-1", item, instance_type) == usd
    assert hourly("eu-west-1", item, instance_type) is None


@pytest.mark.parametrize("item", ["instance", "public-ipv4", "interface-endpoint", "ebs-gp3-gb"])
def test_of_another_region_only_what_is_known_is_told(item):
    assert hourly("ap-southeast-1", "nat-gateway") == 0.059
    assert hourly("ap-southeast-1", item, "t3.small") is None
    assert hourly("eu-west-1", "nat-gateway") is None, 'facts 9 say "about 0.048"'


def test_every_region_says_of_when_its_prices_are():
    assert source("us-east-1") == "list prices of us-east-1, August 2026"
    assert (
        source("ap-southeast-1")
        == "list prices of ap-southeast-1, of which only some are known, and not of which month"
    )
    assert "aren't known" in source("eu-west-1")


def test_a_month_of_ten_gigabytes_costs_what_the_facts_say():
    assert hourly("us-east-1", "ebs-gp3-gb") * 10 * 730 == pytest.approx(0.80)


def test_nothing_there_costs_nothing(ask, place):
    assert ask("cost.hourly").status == "skip"


def test_the_figure_names_its_parts(ask, pair, launch):
    check = ask("cost.hourly", instance_id=launch())
    assert check.status == "ok"
    assert "1 × t3.small instance $0.0208, 1 × public IPv4 address $0.0050" in check.evidence
    assert "August 2026" in check.evidence


def test_an_unknown_price_is_not_counted_and_said(ask, pair, launch):
    check = ask("cost.hourly", instance_id=launch(InstanceType="m5.large"))
    assert check.evidence.startswith("at least $0.0050 per hour")
    assert "1 × m5.large instance not known" in check.evidence


def test_endpoints_count_per_zone_and_cost_without_an_instance(ask, aws, place):
    aws("ec2").create_vpc_endpoint(
        VpcId=place.vpc,
        ServiceName="com.amazonaws.us-east-1.ssm",
        VpcEndpointType="Interface",
        SubnetIds=[place.subnet],
        PrivateDnsEnabled=False,
    )
    assert ask("cost.hourly").evidence.startswith("$0.0100 per hour")
