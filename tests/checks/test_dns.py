"""The checks of names: both DNS attributes, private DNS, other DNS servers than Amazon's."""

from __future__ import annotations

import pytest

from c9lib import checks


@pytest.fixture
def no_route(aws, place):
    aws("ec2").delete_route(RouteTableId=place.table, DestinationCidrBlock="0.0.0.0/0")
    return place


def test_well_named_endpoints_are_well(ask, isolated):
    assert ask("dns.private").status == "ok"
    assert ask("dns.hostnames").evidence == f"enableDnsHostnames of {isolated.vpc} is true"


def test_private_dns_that_is_off_is_switched_on_by_the_remedy(ask, mend, endpoint, aws, no_route, wait):
    made = endpoint("ssm", private_dns=False)
    check = ask("dns.private")
    assert (check.status, check.reason) == ("fail", "NO_ROUTE_TO_DESTINATION")
    assert f"{made} (ssm)" in check.evidence
    assert ask("path.ssm").status == "fail"
    mend(ask("dns.hostnames"))
    mend(check)
    wait(600)
    assert ask("dns.private").status == "ok"
    assert ask("path.ssm").status == "ok"


def test_private_dns_that_is_off_beside_another_way_is_a_warning(ask, endpoint):
    endpoint("ssm", private_dns=False)
    check = ask("dns.private")
    assert (check.status, check.reason) == ("warn", "")
    assert "can be reached" in check.cause
    assert ask("path.ssm").status == "ok"


def test_an_endpoint_that_today_s_agents_do_without_is_a_warning(ask, endpoint, no_route):
    endpoint("ec2messages", private_dns=False)
    assert ask("dns.private").status == "warn"


def test_a_second_endpoint_without_the_name_harms_nobody(ask, isolated, endpoint):
    endpoint("ssm", private_dns=False)
    assert ask("dns.private").status == "ok"


def test_host_names_are_needed_for_endpoints_only(ask, mend, endpoint, place):
    assert "only interface endpoints need" in ask("dns.hostnames").evidence
    endpoint("ssm", private_dns=False)
    assert ask("dns.hostnames").status == "warn"


def test_host_names_that_were_turned_off_are_the_root_cause_in_an_isolated_network(session, ask, mend, aws, isolated):
    aws("ec2").modify_vpc_attribute(VpcId=isolated.vpc, EnableDnsHostnames={"Value": False})
    check = ask("dns.hostnames")
    assert (check.status, check.reason) == ("fail", "NO_ROUTE_TO_DESTINATION")
    assert "ssm and ssmmessages and ec2messages can't be reached" in check.cause
    mend(check)
    assert ask("dns.hostnames").status == "ok"
    assert ask("path.ssm").status == "ok"


def test_a_resolver_that_is_off_is_above_every_way(session, ask, mend, aws, isolated, pair, launch):
    instance = launch()
    aws("ec2").modify_vpc_attribute(VpcId=isolated.vpc, EnableDnsSupport={"Value": False})
    verdict = checks.verdict(session(), instance_id=instance)
    assert verdict.root_cause == "dns.support"
    found = {check.id: check for check in verdict.checks}
    assert found["dns.support"].reason == found["path.ssm"].reason == "UNKNOWN_DESTINATION"
    mend(found["dns.support"])
    assert ask("path.ssm", instance_id=instance).status == "ok"


def test_other_dns_servers_are_named_and_never_ok(session, aws, place):
    options = [{"Key": "domain-name-servers", "Values": ["10.0.0.2", "192.0.2.53"]}]
    made = aws("ec2").create_dhcp_options(DhcpConfigurations=options)["DhcpOptions"]["DhcpOptionsId"]
    aws("ec2").associate_dhcp_options(DhcpOptionsId=made, VpcId=place.vpc)
    found = {check.id: check for check in checks.of(session(), ["dns", "path"]).checks}
    assert found["dns.support"].status == "warn"
    assert f"192.0.2.53 ({made})" in found["dns.support"].evidence
    assert "10.0.0.2" not in found["dns.support"].evidence
    assert "192.0.2.53" in found["dns.support"].remedy[0]
    assert {found[f"path.{name}"].status for name in ("ssm", "ssmmessages", "s3")} == {"warn"}
    assert "192.0.2.53" in found["path.ssm"].cause
