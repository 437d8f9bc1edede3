"""What is looked up to know what a request needs: names, tags, condition keys of resources, associations, owners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator import identity, others
from c9lib.simulator.authorization.facts import AccountFacts
from c9lib.simulator.world import World
from tests.simulator.authorization.conftest import ACCOUNT, Make, allow, document, may
from tests.simulator.place import PROFILE, ROLE, Place

EC2 = f"arn:aws:ec2:us-east-1:{ACCOUNT}:"


@pytest.fixture
def facts(world: World) -> AccountFacts:
    return AccountFacts(world, "us-east-1", identity.administrator(world))


def test_entities_of_iam_are_found_with_their_paths(facts: AccountFacts, place: Place) -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/service-role/{ROLE}"
    assert facts.iam_arn("role", ROLE) == role
    assert facts.iam_arn("instance profile", PROFILE) == f"arn:aws:iam::{ACCOUNT}:instance-profile/cloud9/{PROFILE}"
    assert facts.iam_arn("role", "none") is None
    assert facts.profile_role(PROFILE) == role
    place.iam.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    assert facts.profile_role(PROFILE) is None
    assert facts.profile_role("none") is None


def test_tags_by_arn(facts: AccountFacts, place: Place, wait: Callable[[float], None], aws: Callable[..., Any]) -> None:
    tag = [{"Key": "Team", "Value": "blue"}]
    place.ec2.create_tags(Resources=[place.vpc], Tags=tag)
    place.iam.tag_role(RoleName=ROLE, Tags=tag)
    place.iam.tag_instance_profile(InstanceProfileName=PROFILE, Tags=tag)
    place.ec2.modify_subnet_attribute(SubnetId=place.subnet, MapPublicIpOnLaunch={"Value": True})
    asked = {"name": "e", "instanceType": "t3.small", "imageId": "amazonlinux-2023-x86_64", "tags": tag}
    made = aws("cloud9").create_environment_ec2(**asked, connectionType="CONNECT_SSM", subnetId=place.subnet)
    environment = made["environmentId"]
    wait(300)
    stack = aws("cloudformation").describe_stacks()["Stacks"][0]["StackId"]
    for arn in (
        f"{EC2}vpc/{place.vpc}",
        facts.iam_arn("role", ROLE),
        facts.iam_arn("instance profile", PROFILE),
        f"arn:aws:cloud9:us-east-1:{ACCOUNT}:environment:{environment}",
        stack,
        f"{stack.rpartition('/')[0]}/*",
    ):
        assert facts.tags(str(arn))["Team"] == "blue", arn
    instance = place.ec2.describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"]
    assert facts.tags(f"{EC2}instance/{instance}")["aws:cloud9:environment"] == environment
    for arn in (f"{EC2}vpc/vpc-0", "arn:aws:s3:::bucket", "*", "x", "arn:aws:ec2:eu-west-1:1:vpc/vpc-0", f"{EC2}vpc/*"):
        assert facts.tags(arn) == {}


def test_condition_keys_of_ec2s_resources(facts: AccountFacts, place: Place) -> None:
    instance = place.launch()
    shown = place.instance(instance)
    interface = shown["NetworkInterfaces"][0]["NetworkInterfaceId"]
    group = shown["SecurityGroups"][0]["GroupId"]
    address = place.ec2.allocate_address(Domain="vpc")["AllocationId"]
    vpc, zone = f"{EC2}vpc/{place.vpc}", shown["Placement"]["AvailabilityZone"]
    wanted = {
        f"instance/{instance}": {
            "ec2:InstanceType": "t3.small",
            "ec2:InstanceProfile": f"arn:aws:iam::{ACCOUNT}:instance-profile/cloud9/{PROFILE}",
            "ec2:MetadataHttpEndpoint": "enabled",
        },
        f"subnet/{place.subnet}": {"ec2:Vpc": vpc, "ec2:SubnetID": place.subnet, "ec2:AvailabilityZone": zone},
        f"vpc/{place.vpc}": {"ec2:VpcID": place.vpc, "ec2:Tenancy": "default", "ec2:Region": "us-east-1"},
        f"route-table/{place.table}": {"ec2:Vpc": vpc, "ec2:RouteTableID": place.table},
        f"internet-gateway/{place.gateway}": {"ec2:InternetGatewayID": place.gateway},
        f"security-group/{group}": {"ec2:Vpc": vpc, "ec2:SecurityGroupID": group},
        f"network-interface/{interface}": {"ec2:Vpc": vpc, "ec2:Subnet": f"{EC2}subnet/{place.subnet}"},
        f"elastic-ip/{address}": {"ec2:AllocationId": address, "ec2:Domain": "vpc"},
        f"image/{shown['ImageId']}": {"ec2:Owner": "amazon", "ec2:Public": "true"},
    }
    for name, keys in wanted.items():
        found = facts.about(f"{EC2}{name}")
        assert {key: found.get(key) for key in keys} == {key: (value,) for key, value in keys.items()}, name
    for name in ("instance/i-0", "subnet/*", "nothing/x", "volume/vol-0"):
        assert facts.about(f"{EC2}{name}") == {}


def test_a_roles_boundary_is_known_of_it(facts: AccountFacts, role: Make, policy: Make) -> None:
    limit = policy("limit", allow("*"))
    arn = role("worker", PermissionsBoundary=limit)
    assert facts.about(arn) == {"iam:PermissionsBoundary": (limit,)}
    assert facts.about(role("free")) == {}


def test_associations_stand_for_what_they_tie_together(facts: AccountFacts, place: Place) -> None:
    ec2, instance = place.ec2, place.launch()
    table = ec2.create_route_table(VpcId=place.vpc)["RouteTable"]["RouteTableId"]
    tied = ec2.associate_route_table(RouteTableId=table, SubnetId=place.subnet)["AssociationId"]
    assert facts.related(tied) == (table, place.subnet)
    interface = place.instance(instance)["NetworkInterfaces"][0]
    assert facts.related(interface["Attachment"]["AttachmentId"]) == (interface["NetworkInterfaceId"], instance)
    assert facts.related(place.association(instance)) == (instance,)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    tied = ec2.associate_address(AllocationId=address, NetworkInterfaceId=interface["NetworkInterfaceId"])
    assert set(facts.related(tied["AssociationId"])) >= {address, interface["NetworkInterfaceId"]}
    acls = ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [place.vpc]}])["NetworkAcls"]
    told = acls[0]["Associations"][0]["NetworkAclAssociationId"]
    assert facts.related(told) == (acls[0]["NetworkAclId"], place.subnet)
    rules = ec2.describe_security_group_rules()["SecurityGroupRules"]
    assert facts.related(rules[0]["SecurityGroupRuleId"]) == (rules[0]["GroupId"],)
    for unknown in (
        "rtbassoc-0",
        "iip-assoc-0",
        "eni-attach-0",
        "eipassoc-0",
        "aclassoc-0",
        "sgr-0",
        "x",
        "alias/none",
    ):
        assert facts.related(unknown) == ()


def test_what_others_own_is_theirs(facts: AccountFacts, world: World, place: Place) -> None:
    shared = others.act(world, "shared-subnet", {"cidr": "10.50.0.0/16"})
    assert facts.owner(shared["subnet"]) == facts.owner(shared["vpc"]) == shared["owner"]
    assert facts.owner(place.subnet) == facts.owner(place.vpc) == facts.owner("subnet-0") == facts.owner("x") == ""
    lists = place.ec2.describe_prefix_lists()["PrefixLists"]
    s3 = next(one["PrefixListId"] for one in lists if one["PrefixListName"].endswith(".s3"))
    assert facts.owner(s3) == "aws"


def test_the_caller_is_a_user_or_nobody_in_particular(world: World) -> None:
    assert AccountFacts(world, "us-east-1", identity.administrator(world)).caller_user == "Administrator"
    assert AccountFacts(world, "us-east-1", world.aws_itself).caller_user == ""


def test_an_association_is_taken_away_by_whoever_may_touch_its_table(
    aws: Callable[..., Any], user: Make, place: Place
) -> None:
    """EC2 authorizes DisassociateRouteTable on the route table and the subnet."""
    table = place.ec2.create_route_table(VpcId=place.vpc)["RouteTable"]["RouteTableId"]
    tied = place.ec2.associate_route_table(RouteTableId=table, SubnetId=place.subnet)["AssociationId"]
    other = f"{EC2}route-table/{place.table}"
    ec2 = aws("ec2", key=user("ann", allow("ec2:DisassociateRouteTable", Resource=[other, f"{EC2}subnet/*"])))
    assert not may(ec2.disassociate_route_table, AssociationId=tied)
    text = allow("ec2:DisassociateRouteTable", Resource=[f"{EC2}route-table/{table}", f"{EC2}subnet/{place.subnet}"])
    aws("iam").put_user_policy(UserName="ann", PolicyName="own1", PolicyDocument=text)
    assert may(ec2.disassociate_route_table, AssociationId=tied)


def test_an_access_key_belongs_to_its_user(facts: AccountFacts, user: Make, aws: Callable[..., Any]) -> None:
    own = "arn:aws:iam::*:user/${aws:username}"
    ann, bob = user("ann", allow("iam:GetAccessKeyLastUsed", Resource=own)), user("bob")
    assert (facts.key_owner(ann), facts.key_owner(bob), facts.key_owner("AKIA0")) == ("ann", "bob", "")
    ask = aws("iam", key=ann).get_access_key_last_used
    assert may(ask, AccessKeyId=ann)
    assert not may(ask, AccessKeyId=bob)


def test_who_denies_volumes_in_the_clear_denies_those_of_which_nothing_is_said(
    facts: AccountFacts, user: Make, aws: Callable[..., Any]
) -> None:
    clear = {"Effect": "Deny", "Action": "ec2:CreateVolume", "Condition": {"Bool": {"ec2:Encrypted": "false"}}}
    key = user("ann", document({"Action": "ec2:*"}, clear))
    asked = {"AvailabilityZone": "us-east-1a", "Size": 8}
    assert not facts.encrypts_volumes
    assert not may(aws("ec2", key=key).create_volume, **asked)
    assert may(aws("ec2", key=key).create_volume, **asked, Encrypted=True)
    aws("ec2").enable_ebs_encryption_by_default()
    assert facts.encrypts_volumes
    assert may(aws("ec2", key=key).create_volume, **asked)


def test_whoever_launches_by_a_parameter_may_read_it(
    facts: AccountFacts, place: Place, user: Make, aws: Callable[..., Any]
) -> None:
    name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    held = aws("ssm").get_parameter(Name=name)["Parameter"]["Value"]
    assert facts.related(f"resolve:ssm:{name}") == (held,)
    assert facts.related("resolve:ssm:/none") == ()
    asked = {"ImageId": f"resolve:ssm:{name}", "MinCount": 1, "MaxCount": 1, "SubnetId": place.subnet}
    without = user("ann", allow("ec2:*"))
    assert not may(aws("ec2", key=without).run_instances, **asked)
    public = f"arn:aws:ssm:us-east-1::parameter{name}"
    own = {"Effect": "Deny", "Action": "ec2:*", "NotResource": [f"{EC2}*", f"arn:aws:ec2:us-east-1::image/{held}"]}
    both = document({"Action": "ec2:*"}, {"Action": "ssm:GetParameters", "Resource": public}, own)
    assert may(aws("ec2", key=user("bob", both)).run_instances, **asked)
