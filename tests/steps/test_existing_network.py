"""Step network, `existing`: looked at, refused with the reason, never changed."""

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.errors import RefusedError
from c9lib.nouns import Call
from c9lib.steps.network import NetworkStep
from tests.steps.conftest import Connected

Writes = Callable[[Session], list[Call]]
Given = Callable[..., Session]


@pytest.fixture
def given(connected: Connected, session: Session) -> Given:
    """`given(cidr, public=True, leads=True)`: a session for a VPC and subnet that somebody made."""

    def make(cidr: str = "10.3.0.0/24", *, public: bool = True, leads: bool = True, **more: Any) -> Session:
        ec2 = session.client("ec2")
        vpc = ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone="us-east-1b")["Subnet"]["SubnetId"]
        ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": public})
        if leads:
            gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
            ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
            (main,) = session.pages(
                "ec2", "describe_route_tables", "RouteTables", Filters=[{"Name": "vpc-id", "Values": [vpc]}]
            )
            ec2.create_route(RouteTableId=main["RouteTableId"], DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
        return connected(**{"network": "existing", "vpc_id": vpc, "subnet_id": subnet, **more})

    return make


def refused(session: Session) -> str:
    with pytest.raises(RefusedError) as error:
        NetworkStep(session).apply()
    return " ".join(error.value.details)


def test_a_subnet_that_leads_out_is_used_and_never_touched(given: Given, writes: Writes) -> None:
    session = given()
    outcome = NetworkStep(session).apply()
    assert outcome.changes == ()
    assert len(outcome.notes) == 1
    assert "never changed" in outcome.notes[0]
    assert ("way out", "open") in [(fact.thing, fact.state) for fact in NetworkStep(session).observe().facts]
    assert NetworkStep(session).plan_undo().changes == ()
    assert NetworkStep(session).verify().well
    assert writes(session) == []


NO_VPC, NO_SUBNET = "vpc-0123456789abcdef0", "subnet-0123456789abcdef0"


def other_vpc(session: Session, *zones: str) -> tuple[str, list[str]]:
    """Another VPC, with a subnet in each of these zones."""
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    made = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.9.{number}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for number, zone in enumerate(zones)
    ]
    return vpc, made


def test_neither_the_subnet_nor_the_vpc_is_there(connected: Connected, writes: Writes) -> None:
    session = connected(network="existing", vpc_id=NO_VPC, subnet_id=NO_SUBNET)
    words = refused(session)
    assert f"There is no subnet {NO_SUBNET} in us-east-1 of account 123456789012." in words
    assert f"There is no VPC {NO_VPC} in us-east-1 of account 123456789012." in words
    assert writes(session) == []


def test_a_subnet_that_there_is_not_and_what_the_vpc_has_instead(connected: Connected, session: Session) -> None:
    vpc, (first, second) = other_vpc(session, "us-east-1a", "us-east-1b")
    words = refused(connected(network="existing", vpc_id=vpc, subnet_id=NO_SUBNET))
    for name, zone in ((first, "us-east-1a"), (second, "us-east-1b")):
        assert f"{name} in {zone}" in words
    empty = session.client("ec2").create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]
    words = refused(connected(network="existing", vpc_id=empty, subnet_id=NO_SUBNET))
    assert f"{empty} has no subnet at all." in words


def test_a_subnet_of_another_vpc(given: Given, session: Session, writes: Writes) -> None:
    vpc, _ = other_vpc(session)
    asked = given(vpc_id=vpc)
    words = refused(asked)
    assert words == (
        f"The subnet {asked.parameters.subnet_id} is in {NetworkStep(asked).observe().data['place'].vpc_id}, not in"
        f" {vpc}. Correct vpc_id or subnet_id."
    )
    assert writes(asked) == []


def test_a_subnet_and_a_vpc_that_there_is_not(given: Given) -> None:
    words = refused(given(vpc_id=NO_VPC))
    assert f"not in {NO_VPC}" in words
    assert f"There is no VPC {NO_VPC} in us-east-1" in words


def test_no_route_is_refused_with_its_code_and_a_remedy(given: Given, writes: Writes) -> None:
    session = given(leads=False, endpoint_services=())
    words = refused(session)
    assert "no way leads to ssm and ssmmessages (NO_ROUTE_TO_DESTINATION)" in words
    assert "Mend it with: aws ec2 " in words
    assert writes(session) == []


def test_a_private_subnet_without_a_way_is_told_which_parameter_opens_one(given: Given, writes: Writes) -> None:
    session = given(leads=False, public=False, endpoint_services=())
    words = refused(session)
    assert "Add ssm and ssmmessages to endpoint_services, and the run makes the endpoints" in words
    assert writes(session) == []


def test_no_public_addresses_are_refused_with_the_command_that_mends_it(given: Given) -> None:
    session = given(public=False, endpoint_services=())
    words = refused(session)
    assert "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS" in words
    assert f"aws ec2 modify-subnet-attribute --subnet-id {session.parameters.subnet_id}" in words


def test_what_the_endpoints_will_mend_before_the_launch_is_noted_not_refused(given: Given) -> None:
    plan = NetworkStep(given(leads=False)).plan()
    assert plan.refusals == ()
    assert any("NO_ROUTE_TO_DESTINATION" in note and "step endpoints" in note for note in plan.notes)
    assert "NO_ROUTE_TO_DESTINATION" in refused(given("10.4.0.0/24", leads=False, endpoint_services=("s3",)))


def test_an_instance_type_that_the_zone_has_not(given: Given) -> None:
    words = refused(given(instance_type="u9.huge"))
    assert "us-east-1b, where subnet-" in words
    assert "has no u9.huge" in words


def test_a_vpc_without_a_subnet_in_a_zone_with_the_instance_type(connected: Connected, session: Session) -> None:
    """us-east-1e has no t3: another subnet of the VPC is named, or that there is none."""
    vpc, (without,) = other_vpc(session, "us-east-1e")
    asked = connected(network="existing", vpc_id=vpc, subnet_id=without)
    assert f"{vpc} has no subnet in a zone that has it (us-east-1a, us-east-1b" in refused(asked)
    made = session.client("ec2").create_subnet(VpcId=vpc, CidrBlock="10.9.9.0/24", AvailabilityZone="us-east-1b")
    assert f"Give {made['Subnet']['SubnetId']} in us-east-1b, or choose" in refused(asked)


def filled(session: Session, left: int) -> None:
    """Take the free addresses of the subnet, but for so many."""
    subnet_id = session.parameters.subnet_id
    (subnet,) = session.client("ec2").describe_subnets(SubnetIds=[subnet_id])["Subnets"]
    for _ in range(subnet["AvailableIpAddressCount"] - left):
        session.client("ec2").create_network_interface(SubnetId=subnet_id)


def test_a_full_subnet_is_refused_with_what_is_free_and_what_is_needed(given: Given) -> None:
    session = given("10.3.0.0/28")
    filled(session, 3)
    words = refused(session)
    assert "(10.3.0.0/28) has 3 free address(es), but the instance and 3 interface endpoint(s) need 4." in words
    fewer = given("10.4.0.0/28", endpoint_services=("ssm", "ssmmessages", "s3"))
    filled(fewer, 3)
    assert NetworkStep(fewer).plan().refusals == ()


def test_an_instance_that_lives_elsewhere_is_told_and_stays(given: Given, session: Session, writes: Writes) -> None:
    asked = given()
    _, (elsewhere,) = other_vpc(session, "us-east-1a")
    images = session.client("ec2").describe_images(Owners=["amazon"])["Images"]
    tags = [{"ResourceType": "instance", "Tags": session.tags()}]
    (made,) = session.client("ec2").run_instances(
        ImageId=images[0]["ImageId"],
        MinCount=1,
        MaxCount=1,
        SubnetId=elsewhere,
        InstanceType="t3.small",
        TagSpecifications=tags,
    )["Instances"]
    words = refused(asked)
    assert f"The instance {made['InstanceId']} of this deployment is in {elsewhere}" in words
    assert "can't be moved" in words
    assert writes(asked) == []


def shared(session: Session) -> Session:
    """The same session, to which EC2 shows the subnet as another account's, and its VPC not at all."""

    def subnets(parsed: dict[str, Any], **_: Any) -> None:
        for subnet in parsed.get("Subnets", ()):
            subnet["OwnerId"] = "999999999999"

    def vpcs(parsed: dict[str, Any], **_: Any) -> None:
        parsed["Vpcs"] = []

    events = session.client("ec2").meta.events
    events.register("after-call.ec2.DescribeSubnets", subnets)
    events.register("after-call.ec2.DescribeVpcs", vpcs)
    return session


def test_a_shared_subnet_is_noted_and_endpoints_are_no_way_to_mend_it(given: Given) -> None:
    open_one = NetworkStep(shared(given(endpoint_services=()))).plan()
    assert open_one.refusals == ()
    assert any("Account 999999999999 owns subnet-" in note and "only the owner" in note for note in open_one.notes)
    assert "NO_ROUTE_TO_DESTINATION" in refused(shared(given("10.4.0.0/24", leads=False)))


def test_a_network_of_its_own_from_before_is_noted(connected: Connected, given: Given) -> None:
    NetworkStep(connected()).apply()
    assert any("from before and isn't used any more" in note for note in NetworkStep(given()).plan().notes)


def test_dockers_range_is_noted(given: Given) -> None:
    plan = NetworkStep(given("172.17.8.0/24")).plan()
    assert plan.refusals == ()
    assert any("172.17.8.0/24 overlaps 172.17.0.0/16" in note for note in plan.notes)


def test_a_way_that_nobody_can_judge_is_noted_not_refused(given: Given) -> None:
    session = given(leads=False, public=False)
    ec2 = session.client("ec2")
    of_vpc = [{"Name": "vpc-id", "Values": [session.parameters.vpc_id]}]
    (main,) = session.pages("ec2", "describe_route_tables", "RouteTables", Filters=of_vpc)
    made = ec2.create_network_interface(SubnetId=session.parameters.subnet_id)["NetworkInterface"]
    ec2.create_route(
        RouteTableId=main["RouteTableId"],
        DestinationCidrBlock="0.0.0.0/0",
        NetworkInterfaceId=made["NetworkInterfaceId"],
    )
    plan = NetworkStep(session).plan()
    assert plan.refusals == ()
    assert any("shows only at the launch" in note for note in plan.notes)
