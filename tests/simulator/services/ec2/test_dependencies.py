"""Until it is terminated, an instance holds its subnet, its security group and, if public, the internet gateway."""

from __future__ import annotations

from typing import Any

import pytest

IMAGE = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"


@pytest.fixture
def group(ec2: Any, net: Any) -> str:
    return str(ec2.create_security_group(GroupName="instance", Description="x", VpcId=net.vpc)["GroupId"])


@pytest.fixture
def instance(ec2: Any, net: Any, internet: str, group: str) -> str:
    ec2.modify_subnet_attribute(SubnetId=net.subnet_a, MapPublicIpOnLaunch={"Value": True})
    made = ec2.run_instances(
        ImageId=IMAGE, InstanceType="t3.small", MinCount=1, MaxCount=1, SubnetId=net.subnet_a, SecurityGroupIds=[group]
    )
    return str(made["Instances"][0]["InstanceId"])


def test_everything_waits_for_the_instance(
    ec2: Any, net: Any, internet: str, group: str, instance: str, refused: Any, wait: Any
) -> None:
    wait(30)
    attempts = [
        (ec2.delete_subnet, {"SubnetId": net.subnet_a}, f"The subnet '{net.subnet_a}' has dependencies"),
        (ec2.delete_security_group, {"GroupId": group}, f"resource {group} has a dependent object"),
        (
            ec2.detach_internet_gateway,
            {"InternetGatewayId": internet, "VpcId": net.vpc},
            f"Network {net.vpc} has some mapped public address(es).",
        ),
    ]
    for call, params, told in attempts:
        code, message = refused(call, **params)
        assert code == "DependencyViolation"
        assert message.startswith(told)
    ec2.terminate_instances(InstanceIds=[instance])
    assert refused(ec2.delete_subnet, SubnetId=net.subnet_a)[0] == "DependencyViolation"
    wait(60)
    for call, params, _ in attempts:
        call(**params)


def test_an_elastic_ip_is_free_when_its_instance_is_terminated(
    ec2: Any, instance: str, refused: Any, wait: Any
) -> None:
    allocation = ec2.allocate_address()["AllocationId"]
    wait(30)
    ec2.associate_address(AllocationId=allocation, InstanceId=instance)
    assert refused(ec2.release_address, AllocationId=allocation)[0] == "InvalidIPAddress.InUse"
    ec2.terminate_instances(InstanceIds=[instance])
    wait(60)
    assert "AssociationId" not in ec2.describe_addresses(AllocationIds=[allocation])["Addresses"][0]
    ec2.release_address(AllocationId=allocation)


def test_no_instance_gets_an_address_that_an_interface_has(ec2: Any, net: Any) -> None:
    made = ec2.create_subnet(VpcId=net.vpc, CidrBlock="10.0.9.0/28")["Subnet"]["SubnetId"]
    addresses = [ec2.create_network_interface(SubnetId=made)["NetworkInterface"]["PrivateIpAddress"] for _ in range(5)]
    answer = ec2.run_instances(ImageId=IMAGE, InstanceType="t3.small", MinCount=5, MaxCount=5, SubnetId=made)
    addresses += [found["PrivateIpAddress"] for found in answer["Instances"]]
    assert len(set(addresses)) == 10
