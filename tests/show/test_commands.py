"""Recorded calls as AWS CLI commands: another account that they are run on by hand looks the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from c9lib.aws import Session, connect
from c9lib.nouns import Call
from c9lib.parameters import Parameters
from c9lib.show import as_command, by_hand
from c9lib.show.commands import WIDTH
from tests.serving import serving

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": ["ec2.amazonaws.com", "cloud9.amazonaws.com"]},
            "Action": "sts:AssumeRole",
        }
    ],
}
READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
OPEN = {"Version": "2012-10-17", "Statement": [{**READ, "Principal": "*"}]}


WORDS = """aws() { printf '%s\\0' "$#" "$@"; }\n"""
"""Lets a shell tell the words of each command; a process per command would take a second each."""
CLI = """
import os, sys
from awscli.clidriver import create_clidriver
driver, words = create_clidriver(), sys.stdin.read().split("\\0")[:-1]
for service in ("cloud9", "ec2", "iam"):
    driver.session.get_service_model(service)
while words:
    count = int(words.pop(0))
    command, words = words[:count], words[count:]
    child = os.fork()
    if not child:
        os._exit(driver.main(command))
    if os.waitpid(child, 0)[1]:
        sys.exit(f"failed: {command}")
"""
"""The AWS CLI, each command in a process of its own that needn't load everything again."""


def call(service: str, operation: str, outcome: str = "ok", **arguments: Any) -> Call:
    return Call(service, operation, arguments, "eu-west-1", outcome, 0.1)


def make(session: Session) -> None:
    """Writes of every form that the steps use, and some that are hard to quote."""
    make_role(session)
    vpc, subnet = make_network(session)
    make_endpoints(session, vpc, subnet)
    cloud9 = session.client("cloud9")
    made = cloud9.create_environment_ec2(
        name="it's one",
        description='-- begins with a dash & "quotes" $HOME `id` \\ é',
        instanceType="t3.small",
        imageId="amazonlinux-2023-x86_64",
        automaticStopTimeMinutes=30,
        connectionType="CONNECT_SSH",
        subnetId=subnet,
        tags=session.tags("a b"),
    )["environmentId"]
    arn = f"arn:aws:cloud9:us-east-1:123456789012:environment:{made}"
    cloud9.tag_resource(ResourceARN=arn, Tags=[{"Key": "k", "Value": ""}])


def make_role(session: Session) -> None:
    iam = session.client("iam")
    iam.create_role(
        Path="/service-role/",
        RoleName="r",
        AssumeRolePolicyDocument=json.dumps(TRUST, indent=1),
        Description="the environments' role; \"don't\" delete",
        Tags=session.tags(),
    )
    iam.attach_role_policy(RoleName="r", PolicyArn="arn:aws:iam::aws:policy/AWSCloud9SSMInstanceProfile")
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=json.dumps({**OPEN, "Statement": READ}))
    iam.create_instance_profile(InstanceProfileName="p", Path="/cloud9/")
    iam.add_role_to_instance_profile(InstanceProfileName="p", RoleName="r")
    iam.create_user(UserName="u=,.@-")
    iam.untag_role(RoleName="r", TagKeys=["none", "--other"])


def make_network(session: Session) -> tuple[str, str]:
    ec2 = session.client("ec2")
    tags = [{"ResourceType": "vpc", "Tags": session.tags("name with 'quotes'")}]
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16", TagSpecifications=tags)["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsSupport={"Value": True})
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.1.0/24", AvailabilityZone="us-east-1a")["Subnet"]["SubnetId"]
    ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    ec2.create_tags(Resources=[subnet, gateway], Tags=session.tags("two"))
    ec2.delete_tags(Resources=[gateway], Tags=[{"Key": "Name"}])
    return vpc, subnet


def make_endpoints(session: Session, vpc: str, subnet: str) -> None:
    ec2 = session.client("ec2")
    group = ec2.create_security_group(GroupName="g", Description="for endpoints", VpcId=vpc)["GroupId"]
    https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    ranges = [{"CidrIp": "10.9.0.0/16", "Description": "HTTPS from the VPC"}]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{**https, "IpRanges": ranges}])
    ec2.revoke_security_group_egress(
        GroupId=group, IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    )
    ec2.create_vpc_endpoint(
        VpcId=vpc,
        VpcEndpointType="Interface",
        ServiceName="com.amazonaws.us-east-1.ssm",
        SubnetIds=[subnet],
        SecurityGroupIds=[group],
        PrivateDnsEnabled=False,
    )
    ec2.create_vpc_endpoint(
        VpcId=vpc, VpcEndpointType="Gateway", ServiceName="com.amazonaws.us-east-1.s3", PolicyDocument=json.dumps(OPEN)
    )


def look(session: Session) -> dict[str, Any]:
    """What was made, without the times at which it was."""
    ec2, iam = session.client("ec2"), session.client("iam")
    vpc = ec2.describe_vpcs(Filters=session.tag_filter())["Vpcs"][0]["VpcId"]
    of_vpc = [{"Name": "vpc-id", "Values": [vpc]}]
    flags = ("enableDnsSupport", "enableDnsHostnames")
    role = iam.get_role(RoleName="r")["Role"]
    environments = session.client("cloud9").list_environments()["environmentIds"]
    seen = {
        "vpcs": ec2.describe_vpcs()["Vpcs"],
        "attributes": [ec2.describe_vpc_attribute(VpcId=vpc, Attribute=flag) for flag in flags],
        "subnets": ec2.describe_subnets(Filters=of_vpc)["Subnets"],
        "tables": ec2.describe_route_tables(Filters=of_vpc)["RouteTables"],
        "gateways": ec2.describe_internet_gateways()["InternetGateways"],
        "groups": ec2.describe_security_groups(Filters=of_vpc)["SecurityGroups"],
        "endpoints": ec2.describe_vpc_endpoints(Filters=of_vpc)["VpcEndpoints"],
        "role": role,
        "inline": iam.get_role_policy(RoleName="r", PolicyName="p"),
        "attached": iam.list_attached_role_policies(RoleName="r")["AttachedPolicies"],
        "profile": iam.get_instance_profile(InstanceProfileName="p")["InstanceProfile"],
        "users": iam.list_users()["Users"],
        "environments": session.client("cloud9").describe_environments(environmentIds=environments)["environments"],
        "tags": [
            session.client("cloud9").list_tags_for_resource(
                ResourceARN=f"arn:aws:cloud9:us-east-1:123456789012:environment:{name}"
            )["Tags"]
            for name in environments
        ],
    }
    return json.loads(json.dumps(without_times(seen), default=str))


def without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_times(item) for key, item in value.items() if key != "ResponseMetadata"}
    if isinstance(value, list):
        return [without_times(item) for item in value]
    return None if isinstance(value, datetime) else value


def in_a_shell(script: str, url: str, home: Path) -> None:
    """Run commands as a person would who has pasted them, in another default Region than the calls were made in."""
    environment = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]),
        "HOME": str(home),
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "127.0.0.1,localhost",
    }
    words = subprocess.run(["/bin/sh", "-eu"], input=WORDS + script, capture_output=True, text=True, check=True).stdout
    done = subprocess.run(
        [sys.executable, "-c", CLI],
        input=words,
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_by_hand_the_same_account_comes_out(tmp_path: Path) -> None:
    with serving() as served:
        session = connect(Parameters(endpoint_url=served.url), lambda _: None)
        make(session)
        commands, seen = by_hand(session.calls), look(session)
    assert len(commands.lines) == sum(each.writes for each in session.calls) > 20
    with serving() as served:
        in_a_shell(str(commands), served.url, tmp_path)
        assert look(connect(Parameters(endpoint_url=served.url), lambda _: None)) == seen


def test_only_writes_that_succeeded_are_done_by_hand() -> None:
    calls = [
        call("iam", "GetRole", RoleName="r"),
        call("iam", "CreateRole", "EntityAlreadyExists", RoleName="r"),
        call("iam", "CreateRole", RoleName="r"),
    ]
    assert str(by_hand(calls)) == "aws iam create-role --role-name r"
    assert str(by_hand(calls[:2])) == "# nothing was written, so there is nothing to do by hand"


@pytest.mark.parametrize(
    ("made", "command"),
    [
        (call("iam", "CreateRole", RoleName="r"), "aws iam create-role --role-name r"),
        (
            call("cloud9", "CreateEnvironmentEC2", name="e"),
            "aws cloud9 create-environment-ec2 --name e --region eu-west-1",
        ),
        (call("ec2", "CreateVpc", DryRun=True), "aws ec2 create-vpc --dry-run --region eu-west-1"),
        (call("ec2", "X", PrivateDnsEnabled=False), "aws ec2 x --no-private-dns-enabled --region eu-west-1"),
        (call("iam", "X", A={"Value": False}), "aws iam x --no-a"),
        (call("iam", "X", Egress=False), "aws iam x --ingress"),
        (call("iam", "X", Egress=True), "aws iam x --egress"),
        (call("iam", "X", A={"Value": "text"}), """aws iam x --a '{"Value": "text"}'"""),
        (call("iam", "X", A="it's"), """aws iam x --a 'it'"'"'s'"""),
        (call("iam", "X", A="-x"), "aws iam x --a=-x"),
        (call("iam", "X", A=""), "aws iam x --a ''"),
        (call("iam", "X", A=0), "aws iam x --a 0"),
        (call("iam", "X", Names=["a", "b c"]), "aws iam x --names a 'b c'"),
        (call("iam", "X", Names=("a",)), "aws iam x --names a"),
        (call("iam", "X", Names=[]), "aws iam x --names '[]'"),
        (call("iam", "X", Names=["--a"]), """aws iam x --names '["--a"]'"""),
        (call("iam", "X", Names=['{"a": 1}']), """aws iam x --names '["{\\"a\\": 1}"]'"""),
        (
            call("iam", "X", A=[{"B": datetime(2030, 1, 7, tzinfo=UTC)}]),
            """aws iam x --a '[{"B": "2030-01-07 00:00:00+00:00"}]'""",
        ),
    ],
)
def test_forms_of_options(made: Call, command: str) -> None:
    assert as_command(made) == command


def test_a_long_command_is_folded_at_its_options() -> None:
    made = call("iam", "CreateRole", RoleName="r" * 60, Description="d" * 60)
    lines = as_command(made).split(" \\\n    ")
    assert lines == ["aws iam create-role", "--role-name " + "r" * 60, "--description " + "d" * 60]
    short = call("iam", "CreateRole", RoleName="r" * (WIDTH - len("aws iam create-role --role-name ")))
    assert "\n" not in as_command(short)


def test_commands_draw_themselves_as_text_that_can_be_copied() -> None:
    drawn = by_hand([call("iam", "CreateRole", Description="<b> & 'x'")])._repr_mimebundle_()
    assert drawn["text/plain"] == str(by_hand([call("iam", "CreateRole", Description="<b> & 'x'")]))
    assert "&lt;b&gt; &amp;" in drawn["text/html"]
    assert "<b>" not in drawn["text/html"]


def test_what_goes_on_by_itself_is_waited_for():
    def call(operation: str, **arguments: str) -> Call:
        return Call("cloudformation", operation, arguments, "eu-west-1", "ok", 0.1)

    made = call("CreateChangeSet", StackName="s", ChangeSetName="c", ChangeSetType="CREATE")
    lines = by_hand(
        [made, call("ExecuteChangeSet", StackName="s", ChangeSetName="c"), call("DeleteStack", StackName="s")]
    )
    assert [line for line in lines.lines if " wait " in line] == [
        "aws cloudformation wait change-set-create-complete --stack-name s --change-set-name c --region eu-west-1",
        "aws cloudformation wait stack-create-complete --stack-name s --region eu-west-1",
        "aws cloudformation wait stack-delete-complete --stack-name s --region eu-west-1",
    ]
    changed = by_hand([call("ExecuteChangeSet", StackName="s", ChangeSetName="c")])
    assert changed.lines[1] == "aws cloudformation wait stack-update-complete --stack-name s --region eu-west-1"
