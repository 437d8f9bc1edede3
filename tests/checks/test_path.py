"""The checks of ways where they go by endpoints, by a NAT gateway, or past a rule that stops them."""

from __future__ import annotations

import pytest

from c9lib import checks
from c9lib.aws import Session
from c9lib.checks.path_words import evidence
from c9lib.nouns import Way
from c9lib.path import Hop, Path
from tests.checks.refusing import refusing

PATHS = ("path.ssm", "path.ssmmessages", "path.ec2messages", "path.s3")
DENIED = ("UnauthorizedOperation", "You are not authorized to perform this operation.")


def found(session: Session, **about):
    return {check.id: check for check in checks.of(session, ["path"], **about).checks}


def test_endpoints_carry_where_no_route_leads_out(session, isolated):
    told = found(session())
    assert {check.status for check in told.values()} == {"ok"}
    for check_id in PATHS:
        assert isolated.endpoints[check_id.removeprefix("path.")] in told[check_id].evidence


def test_a_nat_gateway_carries_a_private_subnet(session, private, pair, launch):
    for told in (found(session()), found(session(), instance_id=launch(SubnetId=private.subnet))):
        assert {check.status for check in told.values()} == {"ok"}
        assert f"{private.table} → {private.gateway}" in told["path.ssm"].evidence


def test_a_gateway_endpoint_on_another_route_table_is_put_on_the_right_one(ask, mend, aws, isolated):
    other = aws("ec2").create_route_table(VpcId=isolated.vpc)["RouteTable"]["RouteTableId"]
    moved = {"AddRouteTableIds": [other], "RemoveRouteTableIds": [isolated.table]}
    aws("ec2").modify_vpc_endpoint(VpcEndpointId=isolated.endpoints["s3"], **moved)
    check = ask("path.s3")
    assert (check.status, check.reason) == ("fail", "NO_ROUTE_TO_DESTINATION")
    mend(check)
    assert ask("path.s3").status == "ok"


def test_an_endpoint_that_is_not_ready_has_to_be_waited_for(ask, endpoint, aws, place, wait):
    aws("ec2").delete_route(RouteTableId=place.table, DestinationCidrBlock="0.0.0.0/0")
    made = endpoint("ssm", pause=1)
    check = ask("path.ssm")
    assert (check.status, check.reason) == ("fail", "BAD_STATE")
    assert f"{made} is pending" in check.cause
    assert check.remedy[0].startswith("# ")
    wait(600)
    assert ask("path.ssm").status == "ok"


def test_a_group_that_lets_nothing_out_stops_at_once(ask, mend, aws, pair, launch):
    instance = launch()
    group = aws("ec2").describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]["SecurityGroups"]
    rules = aws("ec2").describe_security_groups(GroupIds=[group[0]["GroupId"]])["SecurityGroups"][0]
    aws("ec2").revoke_security_group_egress(
        GroupId=group[0]["GroupId"], IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    )
    assert rules["IpPermissionsEgress"]
    check = ask("path.ssm", instance_id=instance)
    assert (check.status, check.reason) == ("fail", "SG_HAS_NO_RULES")
    assert check.evidence.endswith(f"{group[0]['GroupId']} (egress: no rule fits)")
    mend(check)
    assert ask("path.ssm", instance_id=instance).status == "ok"


def test_an_answer_that_is_stopped_is_told_as_such(ask, mend, aws, place):
    ec2 = aws("ec2")
    acl = ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [place.vpc]}])["NetworkAcls"][0]
    ec2.delete_network_acl_entry(NetworkAclId=acl["NetworkAclId"], RuleNumber=100, Egress=False)
    check = ask("path.ssm")
    assert (check.status, check.reason) == ("fail", "SUBNET_ACL_RESTRICTION")
    assert f"← {acl['NetworkAclId']}" in check.evidence
    mend(check)
    assert ask("path.ssm").status == "ok"


def test_without_s3_an_environment_fails_and_an_instance_alone_is_warned(session, aws, isolated, pair, launch):
    aws("ec2").delete_vpc_endpoints(VpcEndpointIds=[isolated.endpoints["s3"]])
    assert found(session())["path.s3"].status == "fail"
    on_cloud9s_profile = launch()
    assert found(session(), instance_id=on_cloud9s_profile)["path.s3"].status == "fail"
    told = found(session(), instance_id=launch(profile=""))["path.s3"]
    assert (told.status, told.reason) == ("warn", "NO_ROUTE_TO_DESTINATION")
    assert "Sessions work without S3" in told.cause


def test_a_sleeping_instance_is_forecast_with_its_own_groups(session, aws, pair, place, launch, wait):
    instance = launch()
    aws("ec2").stop_instances(InstanceIds=[instance])
    wait(120)
    check = found(session(), instance_id=instance)["path.ssm"]
    assert check.status == "ok"
    assert check.evidence.startswith(place.subnet)


def test_block_public_access_that_may_not_be_read_leaves_a_doubt(session, place):
    one = refusing(session(), "ec2", describe_vpc_block_public_access_options=DENIED)
    check = found(one)["path.ssm"]
    assert check.status == "warn"
    assert "ec2:DescribeVpcBlockPublicAccessOptions" in check.cause


def test_block_public_access_that_there_is_not_leaves_none(session, place):
    unknown = ("InvalidAction", "The action DescribeVpcBlockPublicAccessOptions is not valid for this web service.")
    one = refusing(session(), "ec2", describe_vpc_block_public_access_options=unknown)
    assert found(one)["path.ssm"].status == "ok"


@pytest.mark.parametrize(
    "refused",
    ["describe_route_tables", "describe_internet_gateways", "describe_network_acls", "describe_vpc_attribute"],
)
def test_a_denied_read_of_the_network_is_a_warning_that_names_the_permission(session, place, refused):
    check = found(refusing(session(), "ec2", **{refused: DENIED}))["path.ssm"]
    assert (check.status, check.reason) == ("warn", "UnauthorizedOperation")
    assert f"ec2:{refused.title().replace('_', '')}" in check.remedy[0]


def test_the_ways_are_drawn_from_the_same_look(session, place):
    verdict = checks.verdict(session())
    assert [way.service for way in verdict.ways] == ["ssm", "ssmmessages", "ec2messages", "s3"]
    way: Way = verdict.ways[0]
    assert (way.reachable, way.status, way.destination) == (True, "ok", "ssm.us-east-1.amazonaws.com:443")
    assert place.table in [station.id for station in way.there]
    assert any(station.kind == "network-acl" for station in way.back)
    assert checks.ways_out(session()) == verdict.ways


def test_without_a_network_nothing_is_drawn(session):
    assert checks.verdict(session()).ways == ()


def test_evidence_names_what_stops_and_what_is_not_known():
    hops = (
        Hop("network-interface", "eni-1", "10.0.0.5"),
        Hop("vpc", "vpc-1", "asked of 10.1.1.1", status="unknown"),
        Hop("security-group", "sg-1", rule="sg-1 egress: all traffic to 0.0.0.0/0"),
        Hop("route-table", "rtb-1", rule="rtb-1: 0.0.0.0/0 to igw-1"),
        Hop("network-acl", "acl-1", rule="acl-1: 100 deny", status="stop", back=True),
    )
    assert evidence(Path(reachable=False, hops=hops)) == (
        "eni-1 → vpc-1 (asked of 10.1.1.1) → rtb-1 ← acl-1 (100 deny)"
    )
