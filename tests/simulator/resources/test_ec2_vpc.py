"""VPCs as CloudFormation makes, changes, reads and removes them."""

from __future__ import annotations

import json
from typing import Any

from tests.simulator.people import allow, error_of, make_user
from tests.simulator.resources import ec2_parts as parts


def test_made_with_its_dns_attributes_and_read_as_it_is(resource: Any, aws: Any) -> None:
    made = resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16", EnableDnsHostnames=True, Tags=[_tag("Name", "mine")])
    made.create()
    told = made.read()
    assert made.ref == made.id == told["VpcId"]
    assert (told["EnableDnsSupport"], told["EnableDnsHostnames"], told["InstanceTenancy"]) == (True, True, "default")
    assert told["CidrBlock"] == "10.0.0.0/16"
    assert told["DefaultNetworkAcl"].startswith("acl-")
    assert told["DefaultSecurityGroup"].startswith("sg-")
    assert [one[:15] for one in told["CidrBlockAssociations"]] == ["vpc-cidr-assoc-"]
    assert told["Tags"] == [_tag("Name", "mine")]


def test_it_carries_the_stack_s_tags_and_cloudformation_s_own(resource: Any, aws: Any) -> None:
    made = resource("AWS::EC2::VPC", logical_id="Net", CidrBlock="10.0.0.0/16", stack_tags={"team": "blue"}).create()
    tags = parts.tags_of(aws("ec2"), made.id)
    assert tags["team"] == "blue"
    assert (tags["aws:cloudformation:logical-id"], tags["aws:cloudformation:stack-name"]) == ("Net", "seat")
    assert tags["aws:cloudformation:stack-id"].startswith("arn:aws:cloudformation:")
    assert made.read()["Tags"] == [], "what the stack says isn't the template's"


def test_tags_that_no_template_may_say(resource: Any, aws: Any) -> None:
    told = "Tag keys starting with 'aws:' are reserved for internal use"
    assert told in resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16", Tags=[_tag("aws:team", "red")]).refused()
    twice = [_tag("team", "red"), _tag("team", "blue")]
    assert "Duplicate tag key 'team'" in resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16", Tags=twice).refused()
    assert [one["IsDefault"] for one in aws("ec2").describe_vpcs()["Vpcs"]] == [True]
    made = parts.vpc(resource)
    assert told in made.refused("update", Tags=[_tag("AWS:team", "red")])


def test_dns_attributes_change_in_place_in_the_order_that_ec2_wants(resource: Any) -> None:
    made = parts.vpc(resource, EnableDnsSupport=False)
    assert made.read()["EnableDnsSupport"] is False
    made.update(EnableDnsSupport=True, EnableDnsHostnames=True)
    assert (made.read()["EnableDnsSupport"], made.read()["EnableDnsHostnames"]) == (True, True)
    made.update(EnableDnsSupport=False, EnableDnsHostnames=False)
    assert (made.read()["EnableDnsSupport"], made.read()["EnableDnsHostnames"]) == (False, False)
    made.update(EnableDnsSupport=None, EnableDnsHostnames=None)
    assert (made.read()["EnableDnsSupport"], made.read()["EnableDnsHostnames"]) == (True, False)


def test_hostnames_without_support_are_refused_and_the_vpc_is_there_to_be_removed(resource: Any) -> None:
    made = resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16", EnableDnsSupport=False, EnableDnsHostnames=True)
    told = made.refused()
    assert "DNS hostnames can only be enabled if DNS support is enabled for vpc-" in told
    assert "HandlerErrorCode: InvalidRequest" in told
    assert not made.gone
    made.delete()
    assert made.gone


def test_a_range_that_no_vpc_may_have(resource: Any) -> None:
    told = resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/8").refused()
    assert "Resource handler returned message: \"The CIDR '10.0.0.0/8' is invalid. (Service: Ec2," in told


def test_the_sixth_vpc_is_one_too_many(resource: Any, aws: Any) -> None:
    there = len(aws("ec2").describe_vpcs()["Vpcs"])
    for number in range(5 - there):
        resource("AWS::EC2::VPC", logical_id=f"Vpc{number}", CidrBlock="10.0.0.0/16").create()
    told = resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16").refused()
    assert "The maximum number of VPCs has been reached." in told
    assert "HandlerErrorCode: ServiceLimitExceeded" in told


def test_tags_change_and_those_of_others_stay(resource: Any, aws: Any) -> None:
    made = parts.vpc(resource, Tags=[_tag("a", "1"), _tag("b", "1")])
    aws("ec2").create_tags(Resources=[made.id], Tags=[_tag("theirs", "1")])
    made.update(Tags=[_tag("b", "2"), _tag("c", "1")])
    tags = {key: value for key, value in parts.tags_of(aws("ec2"), made.id).items() if not key.startswith("aws:")}
    assert tags == {"b": "2", "c": "1", "theirs": "1"}
    assert _tag("theirs", "1") in made.read()["Tags"], "drift sees it"


def test_the_stack_s_tags_change_too(resource: Any, aws: Any) -> None:
    made = resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16", stack_tags={"old": "1", "both": "1"}).create()
    made.work.stack_tags_before = dict(made.work.stack_tags)
    made.work.stack_tags = {"both": "2"}
    made.update()
    tags = {key: value for key, value in parts.tags_of(aws("ec2"), made.id).items() if not key.startswith("aws:")}
    assert tags == {"both": "2"}


def test_removed_is_gone_and_gone_is_removed(resource: Any) -> None:
    made = parts.vpc(resource)
    made.delete()
    assert made.gone
    made.delete()


def test_a_vpc_that_holds_something_stays_after_a_while_of_trying(resource: Any, aws: Any) -> None:
    made = parts.vpc(resource)
    aws("ec2").create_security_group(GroupName="theirs", Description="x", VpcId=made.id)
    told = made.refused("delete")
    assert f"The vpc '{made.id}' has dependencies and cannot be deleted." in told
    assert "HandlerErrorCode: InvalidRequest" in told
    assert made.waited == 300
    assert not made.gone


def test_a_dependency_that_ends_in_time_does_no_harm(resource: Any, world: Any, aws: Any) -> None:
    made = parts.vpc(resource)
    group = aws("ec2").create_security_group(GroupName="theirs", Description="x", VpcId=made.id)["GroupId"]
    world.later(40, lambda: aws("ec2").delete_security_group(GroupId=group))
    made.delete()
    assert made.gone
    assert 40 < made.waited < 60


def test_tenancy_goes_to_default_in_place_and_back_by_a_replacement(resource: Any, aws: Any) -> None:
    made = parts.vpc(resource, InstanceTenancy="dedicated")
    assert made.read()["InstanceTenancy"] == "dedicated"
    dedicated, default = {"InstanceTenancy": "dedicated"}, {"InstanceTenancy": "default"}
    assert not made.handler.replaces("InstanceTenancy", dedicated, default)
    assert made.handler.replaces("InstanceTenancy", default, dedicated)
    made.update(InstanceTenancy="default")
    assert made.read()["InstanceTenancy"] == "default"


def test_properties_that_arent_simulated_are_refused_by_name() -> None:
    from c9lib.simulator import resources
    from c9lib.simulator.resources.nouns import not_taken

    resources.register()
    told = {"Ipv4IpamPoolId": "ipam-pool-1", "Ipv4NetmaskLength": 20}
    assert not_taken("AWS::EC2::VPC", told) == ["Ipv4IpamPoolId", "Ipv4NetmaskLength"]


def test_it_takes_the_permissions_of_whoever_the_stack_works_for(resource: Any, aws: Any, world: Any) -> None:
    from c9lib.simulator.identity import principal

    key = make_user(aws("iam"), "ann", allow("ec2:CreateVpc", "ec2:CreateTags"))
    made = resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16", EnableDnsHostnames=True, who=principal(world, key))
    told = made.refused()
    assert "not authorized to perform: ec2:ModifyVpcAttribute" in told or "ModifyVpcAttribute" in told
    assert "HandlerErrorCode: AccessDenied" in told
    assert made.id.startswith("vpc-"), "what is there already has its id, so that a rollback finds it"


def test_the_aws_cli_sees_what_cloudformation_made(resource: Any, cli: Any) -> None:
    made = parts.vpc(resource, Tags=[_tag("Name", "mine")])
    done = cli("ec2", "describe-vpcs", "--filters", "Name=tag:aws:cloudformation:stack-name,Values=seat")
    assert done.returncode == 0, done.stderr
    assert [one["VpcId"] for one in json.loads(done.stdout)["Vpcs"]] == [made.id]


def test_one_more_range(resource: Any) -> None:
    vpc = parts.vpc(resource)
    more = resource("AWS::EC2::VPCCidrBlock", VpcId=vpc.id, CidrBlock="10.1.0.0/16").create()
    assert more.ref.startswith("vpc-cidr-assoc-")
    assert more.read() == {"Id": more.id, "VpcId": vpc.id, "CidrBlock": "10.1.0.0/16"}
    assert len(vpc.read()["CidrBlockAssociations"]) == 2
    inside = resource("AWS::EC2::Subnet", VpcId=vpc.id, CidrBlock="10.1.5.0/24").create()
    inside.delete()
    more.delete()
    assert more.gone
    more.delete()
    assert len(vpc.read()["CidrBlockAssociations"]) == 1


def test_a_range_that_the_vpc_has_already(resource: Any) -> None:
    vpc = parts.vpc(resource)
    told = resource("AWS::EC2::VPCCidrBlock", VpcId=vpc.id, CidrBlock="10.0.128.0/17").refused()
    assert "10.0.128.0/17" in told


def _tag(key: str, value: str) -> dict[str, str]:
    return {"Key": key, "Value": value}


def test_a_stack_s_role_gives_cloudformation_s_tags_too(resource: Any, aws: Any, world: Any) -> None:
    """Its calls don't come by way of CloudFormation; and nobody outside can do the same."""
    from c9lib.simulator.identity import administrator

    made = resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16")
    made.work.client = lambda service: world.client(service, "us-east-1", administrator(world), ())
    made.create()
    assert parts.tags_of(aws("ec2"), made.id)["aws:cloudformation:stack-name"] == "seat"
    code, told = error_of(aws("ec2").create_tags, Resources=[made.id], Tags=[_tag("aws:cloudformation:x", "1")])
    assert (code, told) == ("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use")
