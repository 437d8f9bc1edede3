"""What operations of EC2 on instances, images, tags and public access need. By the Service Authorization Reference
(list_amazonec2, with its scenarios of RunInstances) and the Amazon EC2 User Guide, "Example policies to control access
the Amazon EC2 API" and "Permissions to attach an IAM role".
"""

from __future__ import annotations

from tests.policy.actions.account import EC2, ENVIRONMENT, PROFILE, REGION, ROLE, VPC, Case, Need
from tests.policy.actions.expected_ec2 import GROUP, NEW, OUR_VPC, SUBNET, G, S, V, case, tagged, tags

A = "i-0123456789abcdef0"
INSTANCE = {
    "aws:ResourceTag/aws:cloud9:environment": ENVIRONMENT,
    "ec2:ResourceTag/aws:cloud9:environment": ENVIRONMENT,
    "ec2:InstanceID": A,
}
IMAGE = f"arn:aws:ec2:{REGION}::image/ami-0a"
NAMED = {"IamInstanceProfile": {"Name": "AWSCloud9SSMInstanceProfile"}}
LAUNCH = {"ImageId": "ami-0a", "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 1}
BY_SUBNET = {"ec2:Subnet": f"{EC2}subnet/{S}", "ec2:Vpc": (VPC,)}


def passed(associated: str) -> Need:
    """The right to hand the documented role to EC2."""
    keys = {"iam:PassedToService": "ec2.amazonaws.com", "iam:AssociatedResourceArn": associated}
    return Need("iam:PassRole", ROLE, keys)


def run(resource: str, **context: str | tuple[str, ...]) -> Need:
    """RunInstances on one of its resources."""
    arn = resource if resource.startswith("arn:") else EC2 + resource
    return Need("ec2:RunInstances", arn, {key.replace("_", ":", 1): value for key, value in context.items()})


CASES = [
    Case(
        "ec2",
        "RunInstances",
        {
            **LAUNCH,
            **NAMED,
            "SubnetId": S,
            "SecurityGroupIds": [G],
            "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 10, "Encrypted": True}}],
            "MetadataOptions": {"HttpTokens": "required"},
            "TagSpecifications": tags("instance"),
        },
        (
            run(IMAGE, ec2_ImageID="ami-0a"),
            Need(
                "ec2:RunInstances",
                f"{EC2}instance/*",
                {
                    **NEW,
                    "ec2:InstanceType": "t3.small",
                    "ec2:InstanceProfile": PROFILE,
                    "ec2:MetadataHttpTokens": "required",
                },
            ),
            Need("ec2:RunInstances", f"{EC2}network-interface/*", BY_SUBNET),
            Need("ec2:RunInstances", f"{EC2}security-group/{G}", GROUP),
            Need("ec2:RunInstances", f"{EC2}subnet/{S}", SUBNET),
            run("volume/*", ec2_Encrypted="true", ec2_VolumeSize="10"),
            tagged("RunInstances", "instance"),
            passed(f"{EC2}instance/*"),
        ),
    ),
    Case(
        "ec2",
        "RunInstances",
        LAUNCH,  # scenario EC2-VPC-EBS: no subnet is given, the VPC's default group is asked for
        (
            run(IMAGE, ec2_ImageID="ami-0a"),
            run("instance/*", ec2_InstanceType="t3.small"),
            run("network-interface/*"),
            run("security-group/*"),
            run("volume/*"),
        ),
    ),
    Case(
        "ec2",
        "RunInstances",
        {
            **LAUNCH,
            "KeyName": "laptop",
            "NetworkInterfaces": [
                {"DeviceIndex": 0, "SubnetId": S, "Groups": [G], "AssociatePublicIpAddress": True},
                {"DeviceIndex": 1, "NetworkInterfaceId": "eni-0a"},
            ],
        },
        (
            run(IMAGE, ec2_ImageID="ami-0a"),
            run("instance/*", ec2_InstanceType="t3.small"),
            run("key-pair/laptop", ec2_KeyPairName="laptop"),
            run("network-interface/eni-0a", ec2_NetworkInterfaceID="eni-0a"),
            Need(
                "ec2:RunInstances", f"{EC2}network-interface/*", {**BY_SUBNET, "ec2:AssociatePublicIpAddress": "true"}
            ),
            Need("ec2:RunInstances", f"{EC2}security-group/{G}", GROUP),
            Need("ec2:RunInstances", f"{EC2}subnet/{S}", SUBNET),
            run("volume/*"),
        ),
    ),
    *(
        case(
            operation,
            {"InstanceIds": [A, "i-0b"]},
            (f"instance/{A}", keys),
            ("instance/i-0b", {"ec2:InstanceID": "i-0b"}),
        )
        for operation, keys in (
            ("StartInstances", INSTANCE),
            ("StopInstances", INSTANCE),
            ("RebootInstances", INSTANCE),
            ("TerminateInstances", INSTANCE),
        )
    ),
    case(
        "AssociateIamInstanceProfile",
        {**NAMED, "InstanceId": A},
        (f"instance/{A}", {**INSTANCE, "ec2:NewInstanceProfile": PROFILE}),
        more=(passed(f"{EC2}instance/{A}"),),
    ),
    case(
        "ReplaceIamInstanceProfileAssociation",
        {"AssociationId": "iip-assoc-0a", "IamInstanceProfile": {"Arn": PROFILE}},
        ("instance/*", {"ec2:NewInstanceProfile": PROFILE}),
        more=(passed(f"{EC2}instance/*"),),
    ),
    case(
        "AssociateIamInstanceProfile",
        {"InstanceId": A, "IamInstanceProfile": {"Name": "empty"}},  # no role in it: nothing is passed
        (
            f"instance/{A}",
            {**INSTANCE, "ec2:NewInstanceProfile": PROFILE.replace("cloud9/AWSCloud9SSMInstanceProfile", "empty")},
        ),
    ),
    case("DisassociateIamInstanceProfile", {"AssociationId": "iip-assoc-0a"}, ("instance/*", {})),
    case(
        "ModifyInstanceAttribute",
        {"InstanceId": A, "Groups": [G]},
        (f"instance/{A}", {**INSTANCE, "ec2:Attribute": "Groups", "ec2:Attribute/Groups": G}),
        (f"security-group/{G}", GROUP),
    ),
    case(
        "ModifyNetworkInterfaceAttribute",
        {"NetworkInterfaceId": "eni-0a", "Groups": [G]},
        (
            "network-interface/eni-0a",
            {"ec2:NetworkInterfaceID": "eni-0a", "ec2:Attribute": "Groups", "ec2:Attribute/Groups": G},
        ),
        (f"security-group/{G}", GROUP),
    ),
    case(
        "CreateNetworkInterface",
        {"SubnetId": S, "Groups": [G]},
        ("network-interface/*", {}),  # ec2:Subnet is listed for RunInstances alone
        (f"security-group/{G}", GROUP),
        (f"subnet/{S}", SUBNET),
    ),
    case(
        "AssociateDhcpOptions",
        {"DhcpOptionsId": "dopt-0a", "VpcId": V},
        ("dhcp-options/dopt-0a", {"ec2:DhcpOptionsID": "dopt-0a"}),
        (f"vpc/{V}", OUR_VPC),
    ),
    case(
        "CreateVpcBlockPublicAccessExclusion",
        {"VpcId": V, "InternetGatewayExclusionMode": "allow-egress"},
        (f"vpc/{V}", OUR_VPC),
        ("vpc-block-public-access-exclusion/*", {}),
    ),
    case("ModifyVpcBlockPublicAccessOptions", {"InternetGatewayBlockMode": "off"}, ("*", {})),
    Case(
        "ec2",
        "DescribeImageAttribute",
        {"ImageId": "ami-0a", "Attribute": "launchPermission"},
        (Need("ec2:DescribeImageAttribute", IMAGE, {"ec2:ImageID": "ami-0a"}),),
    ),
    Case(
        "ec2",
        "CreateTags",
        {"Resources": [V, "ami-0a"], "Tags": [{"Key": "team", "Value": "blue"}]},
        (
            Need("ec2:CreateTags", VPC, {**NEW, **OUR_VPC}),
            Need("ec2:CreateTags", IMAGE, {**NEW, "ec2:ImageID": "ami-0a"}),
        ),
    ),
    Case(
        "ec2",
        "DeleteTags",
        {"Resources": ["subnet-0a"], "Tags": [{"Key": "team"}]},
        (Need("ec2:DeleteTags", f"{EC2}subnet/subnet-0a", {"aws:TagKeys": "team"}),),
    ),
]
