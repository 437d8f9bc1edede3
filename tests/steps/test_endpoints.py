"""Step endpoints: made, reused, refused, and removed."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.errors import RefusedError
from c9lib.parameters.choices import REGIONS
from c9lib.steps import buckets
from c9lib.steps.endpoint_parts import Endpoints, endpoints, lets_in
from c9lib.steps.endpoints import EndpointsStep
from c9lib.steps.network_parts import parts
from tests.steps.conftest import Connected

Done = Callable[..., None]
ALL = ("ssm", "ssmmessages", "ec2messages")


def seen(session: Session) -> Endpoints:
    found = endpoints(session)
    assert found is not None
    return found


def foreign(session: Session, service: str, cidr: str = "") -> str:
    """An endpoint that somebody else made in the VPC; its security group lets in HTTPS from `cidr`."""
    ec2, here = session.client("ec2"), seen(session).here
    group = ec2.create_security_group(GroupName="of-somebody", Description="x", VpcId=here.vpc_id)["GroupId"]
    if cidr:
        ec2.authorize_security_group_ingress(GroupId=group, IpProtocol="tcp", FromPort=443, ToPort=443, CidrIp=cidr)
    made = ec2.create_vpc_endpoint(
        VpcEndpointType="Interface",
        VpcId=here.vpc_id,
        ServiceName=f"com.amazonaws.us-east-1.{service}",
        SubnetIds=[here.subnet_id],
        SecurityGroupIds=[group],
        PrivateDnsEnabled=True,
    )
    return str(made["VpcEndpoint"]["VpcEndpointId"])


def test_made_guarded_and_available(session: Session, done: Done) -> None:
    done(session, "network")
    outcome = EndpointsStep(session).apply()
    assert [change.action for change in outcome.changes] == ["create", "allow", *["create"] * 4, "wait"]
    assert sum(change.cost_per_hour or 0 for change in outcome.changes) == pytest.approx(0.03)
    there = seen(session)
    group = there.own_group
    assert group is not None
    assert lets_in(group, "10.0.0.0/24")
    assert not lets_in(group, "10.0.0.0/16")
    for service in ALL:
        found = there.interface(service)
        assert found is not None
        assert found["State"].lower() == "available"
        assert [one["GroupId"] for one in found["Groups"]] == [group["GroupId"]]
    gateway = there.gateway()
    assert gateway is not None
    assert gateway["RouteTableIds"] == [parts(session).tables[0]["RouteTableId"]]
    assert json.loads(gateway["PolicyDocument"]) == buckets.policy("us-east-1")
    assert EndpointsStep(session).plan().changes == ()
    assert EndpointsStep(session).verify().well


@pytest.mark.parametrize("made", [1, 2, 4, 6])
def test_a_run_that_broke_off_is_finished(session: Session, done: Done, made: int) -> None:
    done(session, "network")
    for change in EndpointsStep(session).plan().changes[:made]:
        change.run()
    assert len(EndpointsStep(session).apply().changes) == 7 - made
    assert len(session.pages("ec2", "describe_vpc_endpoints", "VpcEndpoints")) == 4
    assert EndpointsStep(session).plan().changes == ()


def test_without_a_subnet_it_is_refused_and_shows_what_it_would_do(session: Session) -> None:
    with pytest.raises(RefusedError, match="Run step network first"):
        EndpointsStep(session).apply()
    assert len(EndpointsStep(session).plan().changes) == 7


def test_an_endpoint_of_somebody_is_used_and_left_by_undo(session: Session, done: Done) -> None:
    done(session, "network")
    theirs = foreign(session, "ssm", "10.0.0.0/16")
    session.target.let_pass(120)
    outcome = EndpointsStep(session).apply()
    assert not any("for ssm," in change.what for change in outcome.changes)
    found = seen(session).interface("ssm")
    assert found is not None
    assert found["VpcEndpointId"] == theirs
    EndpointsStep(session).undo()
    left = [one["VpcEndpointId"] for one in seen(session).all if one["State"].lower() != "deleted"]
    assert left == [theirs]
    assert [group["GroupName"] for group in seen(session).groups] != []
    assert seen(session).own_group is None


def test_an_endpoint_of_somebody_that_lets_nobody_in_is_refused_with_the_command(session: Session, done: Done) -> None:
    done(session, "network")
    foreign(session, "ssmmessages", "192.168.0.0/16")
    with pytest.raises(RefusedError, match=r"authorize-security-group-ingress .*--cidr 10\.0\.0\.0/24"):
        EndpointsStep(session).apply()


def test_removed_and_made_again_at_once_waits_for_the_name(session: Session, connected: Connected, done: Done) -> None:
    one = connected(endpoint_services=("ssm",))
    done(one, "network", "endpoints")
    found = seen(one).interface("ssm")
    assert found is not None
    one.client("ec2").delete_vpc_endpoints(VpcEndpointIds=[found["VpcEndpointId"]])
    outcome = EndpointsStep(one).apply()
    assert "a former endpoint has given the service's name back" in [waited.condition for waited in outcome.waits]
    assert EndpointsStep(one).plan().changes == ()


def test_only_what_is_asked_for(connected: Connected, done: Done) -> None:
    done(connected(), "network")
    assert EndpointsStep(connected(endpoint_services=())).plan().changes == ()
    (change,) = EndpointsStep(connected(endpoint_services=("s3",))).plan().changes
    assert "gateway endpoint for s3" in change.what


@pytest.fixture
def existing(session: Session, connected: Connected) -> Callable[..., Session]:
    """A session on a VPC of somebody else, as the API makes one: without DNS host names."""
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.5.0.0/24")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.5.0.0/24")["Subnet"]["SubnetId"]
    return lambda **more: connected(network="existing", vpc_id=vpc, subnet_id=subnet, **more)


def test_dns_of_a_vpc_of_somebody_is_turned_on_only_when_repair_is_asked(existing: Callable[..., Session]) -> None:
    with pytest.raises(RefusedError, match="EnableDnsHostnames is off"):
        EndpointsStep(existing()).apply()
    session = existing(repair=True)
    assert EndpointsStep(session).apply().changes[0].action == "turn on"
    assert all(seen(session).dns.values())
    assert EndpointsStep(session).plan().changes == ()


def rule(protocol: str = "tcp", first: int = 443, last: int = 443, *cidrs: str) -> dict[str, Any]:
    ports = {} if protocol == "-1" else {"FromPort": first, "ToPort": last}
    return {"IpProtocol": protocol, **ports, "IpRanges": [{"CidrIp": cidr} for cidr in cidrs]}


@pytest.mark.parametrize(
    ("rules", "open_"),
    [
        ([], False),
        ([rule("tcp", 443, 443, "10.0.0.0/24")], True),
        ([rule("tcp", 443, 443, "10.0.0.0/25")], False),
        ([rule("tcp", 1, 65535, "0.0.0.0/0")], True),
        ([rule("-1", 0, 0, "10.0.0.0/8")], True),
        ([rule("udp", 443, 443, "10.0.0.0/24")], False),
        ([rule("tcp", 80, 80, "10.0.0.0/24")], False),
        ([rule("tcp", 443, 443)], False),
        ([rule("tcp", 80, 80, "10.0.0.0/24"), rule("tcp", 443, 443, "10.9.0.0/24", "10.0.0.0/24")], True),
    ],
)
def test_what_a_security_group_lets_in(rules: list[dict[str, Any]], open_: bool) -> None:
    assert lets_in({"IpPermissions": rules}, "10.0.0.0/24") is open_


def test_every_region_has_its_bucket() -> None:
    assert sorted(buckets.BUCKETS) == sorted(REGIONS)
    assert all(bucket.startswith(f"static-{region}-prod-static-") for region, bucket in buckets.BUCKETS.items())
    cloud9, packages = (statement["Resource"] for statement in buckets.policy("eu-west-1")["Statement"])
    assert cloud9.endswith("/content/dependencies/*")
    assert packages == "arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*"
