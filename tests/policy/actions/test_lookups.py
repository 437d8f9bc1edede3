"""What more facts change: what an association ties together, whose a resource is, and who calls."""

from __future__ import annotations

import pytest

from c9lib.policy.actions import Caller, Encryption, KeyOwners, Owners, Related
from tests.policy.actions.account import (
    ACCOUNT,
    CHANGE_SET,
    EC2,
    ENVIRONMENT,
    IAM,
    KEYS,
    REGION,
    STACK_ID,
    Account,
    WholeAccount,
    asked,
    resources,
)

INSTANCE = f"{EC2}instance/i-0123456789abcdef0"


def test_the_facts_are_what_their_protocols_say() -> None:
    whole, plain = WholeAccount(), Account()
    assert isinstance(whole, Related)
    assert isinstance(whole, Owners)
    assert isinstance(whole, Caller)
    assert isinstance(whole, KeyOwners)
    assert isinstance(whole, Encryption)
    assert not isinstance(plain, Related | Owners | Caller | KeyOwners | Encryption)


@pytest.mark.parametrize(
    ("operation", "params", "kinds"),
    [
        ("DisassociateRouteTable", {"AssociationId": "rtbassoc-0a"}, ["route-table/rtb-0a", "subnet/subnet-0a"]),
        (
            "ReplaceRouteTableAssociation",
            {"AssociationId": "rtbassoc-0a", "RouteTableId": "rtb-0new"},
            ["route-table/rtb-0new", "route-table/rtb-0a", "subnet/subnet-0a"],
        ),
        (
            "DisassociateAddress",
            {"AssociationId": "eipassoc-0a"},
            ["elastic-ip/eipalloc-0a", "network-interface/eni-0a"],
        ),
        (
            "ReplaceNetworkAclAssociation",
            {"AssociationId": "aclassoc-0a", "NetworkAclId": "acl-0new"},
            ["network-acl/acl-0new", "network-acl/acl-0old", "subnet/subnet-0a"],
        ),
        (
            "DetachNetworkInterface",
            {"AttachmentId": "eni-attach-0a"},
            ["instance/i-0123456789abcdef0", "network-interface/eni-0a"],
        ),
        ("DisassociateIamInstanceProfile", {"AssociationId": "iip-assoc-0a"}, ["instance/i-0123456789abcdef0"]),
    ],
)
def test_an_association_stands_for_what_it_ties_together(
    operation: str, params: dict[str, str], kinds: list[str]
) -> None:
    needed = asked("ec2", operation, WholeAccount(), **params)
    assert [one.resource for one in needed] == [EC2 + kind for kind in kinds]


def test_a_new_profile_is_passed_to_the_instance_of_the_association() -> None:
    profile = {"Name": "AWSCloud9SSMInstanceProfile"}
    needed = asked(
        "ec2",
        "ReplaceIamInstanceProfileAssociation",
        WholeAccount(),
        AssociationId="iip-assoc-0a",
        IamInstanceProfile=profile,
    )
    assert [one.action for one in needed] == ["ec2:ReplaceIamInstanceProfileAssociation", "iam:PassRole"]
    assert needed[0].context["ec2:ResourceTag/aws:cloud9:environment"] == (ENVIRONMENT,)
    assert needed[1].context["iam:AssociatedResourceArn"] == (INSTANCE,)


def test_an_association_that_nobody_knows() -> None:
    """Then AWS asks for any resource where no type is required, and for any of the type where one is."""
    gone = asked("ec2", "DisassociateRouteTable", WholeAccount(), AssociationId="rtbassoc-0gone")
    assert resources(gone) == [("ec2:DisassociateRouteTable", f"{EC2}*/*")]
    profile = asked("ec2", "DisassociateIamInstanceProfile", WholeAccount(), AssociationId="iip-assoc-0gone")
    assert resources(profile) == [("ec2:DisassociateIamInstanceProfile", f"{EC2}instance/*")]


def test_a_shared_subnet_is_its_owners() -> None:
    needed = asked("ec2", "CreateNetworkInterface", WholeAccount(), SubnetId="subnet-0shared")
    assert f"arn:aws:ec2:{REGION}:210987654321:subnet/subnet-0shared" in [one.resource for one in needed]


def test_a_prefix_list_of_aws_is_awss() -> None:
    needed = asked("ec2", "GetManagedPrefixListEntries", WholeAccount(), PrefixListId="pl-0aws")
    assert needed[0].resource == f"arn:aws:ec2:{REGION}:aws:prefix-list/pl-0aws"


def test_an_alias_stands_for_its_key() -> None:
    needed = asked("kms", "DescribeKey", WholeAccount(), KeyId="alias/ours")[0]
    assert needed.resource == f"{KEYS}1234abcd-12ab-34cd-56ef-1234567890ab"
    assert needed.context["kms:RequestAlias"] == ("alias/ours",)
    by_arn = asked("kms", "DescribeKey", WholeAccount(), KeyId=f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/ours")[0]
    assert by_arn == needed


@pytest.mark.parametrize("operation", ["GetUser", "ListAccessKeys", "CreateAccessKey", "ListMFADevices"])
def test_who_names_nobody_means_the_caller(operation: str) -> None:
    needed = asked("iam", operation, WholeAccount())
    assert [(one.resource, one.named) for one in needed] == [(f"{IAM}user/staff/ann", "user ann")]


def test_nobody_named_by_nobody_known_is_any_user() -> None:
    assert asked("iam", "GetUser")[0].resource == f"{IAM}user/*"


def test_an_access_key_stands_for_its_user() -> None:
    needed = asked("iam", "GetAccessKeyLastUsed", WholeAccount(), AccessKeyId="AKIAIOSFODNN7EXAMPLE")
    assert [(one.resource, one.named) for one in needed] == [(f"{IAM}user/staff/ann", "user ann")]
    nobodys = asked("iam", "GetAccessKeyLastUsed", WholeAccount(), AccessKeyId="AKIA0")
    assert nobodys[0].resource == f"{IAM}user/*"


@pytest.mark.parametrize(
    ("said", "told"), [({}, "false"), ({"Encrypted": True}, "true"), ({"Encrypted": False}, "false")]
)
def test_a_volume_of_which_nothing_is_said_is_encrypted_as_its_region_has_it(said: dict[str, bool], told: str) -> None:
    made = asked("ec2", "CreateVolume", WholeAccount(), AvailabilityZone="eu-west-1a", Size=8, **said)
    assert made[0].context["ec2:Encrypted"] == (told,)
    launched = asked("ec2", "RunInstances", WholeAccount(), ImageId="ami-0a", BlockDeviceMappings=[{"Ebs": said}])
    (volume,) = (one for one in launched if one.resource == f"{EC2}volume/*")
    assert volume.context["ec2:Encrypted"] == (told,)


def test_of_what_nobody_knows_nothing_is_told() -> None:
    made = asked("ec2", "CreateVolume", AvailabilityZone="eu-west-1a", Size=8)
    assert "ec2:Encrypted" not in made[0].context


@pytest.mark.parametrize("operation", ["CreateTags", "DeleteTags"])
def test_tags_of_nothing_need_the_right_on_everything(operation: str) -> None:
    needed = asked("ec2", operation, Resources=[""], Tags=[{"Key": "a"}])
    assert resources(needed) == [(f"ec2:{operation}", f"{EC2}*/*")]


def test_an_image_that_a_parameter_holds_is_looked_up() -> None:
    needed = asked("ec2", "RunInstances", WholeAccount(), ImageId="resolve:ssm:/golden", MinCount=1, MaxCount=1)
    assert (needed[0].resource, needed[-1]) == (
        f"arn:aws:ec2:{REGION}::image/ami-0a",
        *asked("ssm", "GetParameters", Names=["/golden"]),
    )
    unknown = asked("ec2", "RunInstances", ImageId="resolve:ssm:/golden", MinCount=1, MaxCount=1)
    assert unknown[0].resource == f"arn:aws:ec2:{REGION}::image/*"


def test_a_change_set_by_its_arn_is_asked_for_on_its_stack() -> None:
    found = asked("cloudformation", "DescribeChangeSet", WholeAccount(), ChangeSetName=CHANGE_SET)
    assert resources(found) == [("cloudformation:DescribeChangeSet", STACK_ID)]
    assert found[0].context["cloudformation:ChangeSetName"] == (CHANGE_SET,)
