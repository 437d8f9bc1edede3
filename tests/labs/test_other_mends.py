"""Repairs that aren't the solution's, and are as right: they pass, and get no false word on the way."""

from __future__ import annotations

from c9lib.labs.grading import WELL
from tests.labs.place import built

INSIDE = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}


def test_endpoints_in_the_place_of_a_public_address() -> None:
    """Four endpoints with private DNS, of which those that come later have as much."""
    with built("runs-but-silent") as place:
        ec2, ids, region = place.ground.ec2, place.ground.ids, place.ground.region
        group = ec2.create_security_group(GroupName="doors", Description="doors", VpcId=ids["vpc"])["GroupId"]
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[INSIDE])
        for service in ("ssm", "ssmmessages", "ec2messages"):
            ec2.create_vpc_endpoint(
                VpcEndpointType="Interface",
                VpcId=ids["vpc"],
                ServiceName=f"com.amazonaws.{region}.{service}",
                SubnetIds=[ids["subnet"]],
                SecurityGroupIds=[group],
                PrivateDnsEnabled=True,
            )
        name = f"com.amazonaws.{region}.s3"
        ec2.create_vpc_endpoint(VpcId=ids["vpc"], ServiceName=name, RouteTableIds=[ids["table"]])
        found = place.grade(*place.right)
        assert found.passed, str(found)


def test_an_address_for_this_instance_alone_is_half_of_it() -> None:
    with built("runs-but-silent") as place:
        first, _ = place.lab.solution(place.ground).calls
        place.ground.carry_out(first)
        word = place.word(place.grade(*place.right), WELL)
        assert word == ("fail", "this instance is well; the next one in its subnet wouldn't be")


def test_stopped_and_started_in_the_place_of_a_reboot() -> None:
    """Judged while the instance boots: the grade waits until its agent is there."""
    with built("right-and-nothing-changes") as place:
        ec2, told = place.ground.ec2, {"InstanceIds": [place.ground.ids["instance"]]}
        ec2.stop_instances(**told)
        place.ground.wait(120)
        stopped = place.word(place.grade(*place.right), WELL)
        assert stopped[0] == "fail"
        ec2.start_instances(**told)
        found = place.grade(*place.right)
        assert found.passed, str(found)
