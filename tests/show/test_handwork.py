"""What stands below the commands: where the console shows what they made, and what of AWS's guide they are."""

from __future__ import annotations

import subprocess
from typing import Any
from urllib.parse import urlsplit

import pytest

from c9lib.nouns import Call
from c9lib.show import ByHand
from c9lib.show.console import MOST, pages
from c9lib.show.handwork import DIFFERS, PAGE
from c9lib.show.sources import ORIGINS
from c9lib.steps import STEPS

VPC, SUBNET, TABLE = "vpc-0123456789abcdef0", "subnet-0123456789abcdef0", "rtb-0123456789abcdef0"
INSTANCE, ENVIRONMENT = "i-0123456789abcdef0", "0123456789abcdef0123456789abcdef"


def call(service: str, operation: str, outcome: str = "ok", **arguments: Any) -> Call:
    return Call(service, operation, arguments, "eu-west-1", outcome, 0.1)


NETWORK = (
    call("ec2", "CreateVpc", CidrBlock="10.0.0.0/16"),
    call("ec2", "DescribeVpcs", VpcIds=["vpc-00000000000000000"]),
    call("ec2", "CreateSubnet", VpcId=VPC, CidrBlock="10.0.0.0/24"),
    call("ec2", "AssociateRouteTable", RouteTableId=TABLE, SubnetId=SUBNET),
    call("ec2", "DeleteSubnet", "DependencyViolation", SubnetId="subnet-00000000000000000"),
)


def urls(*calls: Call) -> dict[str, str]:
    return {page.what: page.url for page in pages(calls)}


def test_a_page_for_each_thing_that_was_written_and_for_nothing_else() -> None:
    home = "https://eu-west-1.console.aws.amazon.com/vpcconsole/home?region=eu-west-1"
    assert urls(*NETWORK) == {
        f"VPC {VPC}": f"{home}#VpcDetails:VpcId={VPC}",
        f"route table {TABLE}": f"{home}#RouteTableDetails:RouteTableId={TABLE}",
        f"subnet {SUBNET}": f"{home}#SubnetDetails:subnetId={SUBNET}",
    }


@pytest.mark.parametrize(
    ("thing", "ending"),
    [
        ("igw-0123456789abcdef0", "vpcconsole/home?region=eu-west-1#InternetGateway:internetGatewayId="),
        ("nat-0123456789abcdef0", "vpcconsole/home?region=eu-west-1#NatGatewayDetails:natGatewayId="),
        ("eipalloc-0123456789abcdef0", "vpcconsole/home?region=eu-west-1#ElasticIpDetails:AllocationId="),
        ("vpce-0123456789abcdef0", "vpcconsole/home?region=eu-west-1#EndpointDetails:vpcEndpointId="),
        ("sg-0123456789abcdef0", "vpcconsole/home?region=eu-west-1#SecurityGroup:groupId="),
        ("i-01234567", "ec2/home?region=eu-west-1#InstanceDetails:instanceId="),
    ],
)
def test_the_page_of_each_kind_of_thing(thing: str, ending: str) -> None:
    (url,) = urls(call("ec2", "CreateTags", Resources=[thing])).values()
    assert url == f"https://eu-west-1.console.aws.amazon.com/{ending}{thing}"


def test_iam_is_in_no_region_and_its_console_shows_no_instance_profile() -> None:
    made = call("iam", "AddRoleToInstanceProfile", InstanceProfileName="P", RoleName="a role")
    profile, role = pages([made])
    assert role.url == "https://console.aws.amazon.com/iam/home#/roles/details/a%20role"
    assert profile.url == ""
    assert "aws iam get-instance-profile --instance-profile-name P" in profile.why
    arn = "arn:aws:iam::123456789012:policy/p"
    (policy,) = pages([call("iam", "DetachUserPolicy", PolicyArn=arn), call("iam", "CreateUser")])
    assert policy.url.endswith("#/policies/details/arn%3Aaws%3Aiam%3A%3A123456789012%3Apolicy%2Fp")


def test_a_launch_is_seen_by_the_ids_that_it_was_waited_for() -> None:
    waited = (
        call("cloud9", "DescribeEnvironmentStatus", environmentId=ENVIRONMENT),
        call("ssm", "DescribeInstanceInformation", Filters=[{"Key": "InstanceIds", "Values": [INSTANCE]}]),
    )
    launch = call("cloud9", "CreateEnvironmentEC2", name="n")
    assert list(urls(launch, *waited)) == [f"Cloud9 environment {ENVIRONMENT}", f"EC2 instance {INSTANCE}"]
    assert urls(*waited) == {}


def test_what_was_taken_away_is_missed_in_lists() -> None:
    taken = (
        call("cloud9", "DeleteEnvironment", environmentId=ENVIRONMENT),
        call("ec2", "DeleteVpcEndpoints", VpcEndpointIds=["vpce-0123456789abcdef0", "vpce-0123456789abcdef1"]),
        call("ec2", "DeleteVpc", VpcId=VPC),
        call("iam", "DeleteRole", RoleName="r"),
    )
    assert list(urls(*taken)) == ["Cloud9 environments", "VPC endpoints", "VPCs", "roles"]
    assert VPC not in str(ByHand.of(taken, "tear-down", real=True)).split("console")[1]


def test_on_a_simulated_account_an_address_is_text_and_says_where_it_leads() -> None:
    shown = ByHand.of(NETWORK, "network", real=False)
    assert "lead to a real account only" in str(shown)
    assert 'href="https://eu-west-1.console' not in shown.html()
    assert "<code>https://eu-west-1.console.aws.amazon.com/" in shown.html()
    real = ByHand.of(NETWORK, "network", real=True)
    assert 'href="https://eu-west-1.console.aws.amazon.com/' in real.html()
    assert "real account" not in str(real)


def test_as_text_it_is_still_a_script_of_these_commands_only() -> None:
    shown = ByHand.of(NETWORK, "network", real=False)
    script = "aws() { echo aws $1 $2; }\n" + str(shown)
    done = subprocess.run(["/bin/sh", "-eu", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:-1] == [
        "aws ec2 create-vpc",
        "aws ec2 create-subnet",
        "aws ec2 associate-route-table",
    ]
    assert len(shown.lines) == 3


def test_many_things_are_named_in_part_and_counted() -> None:
    groups = [f"sg-{number:017x}" for number in range(MOST + 3)]
    told = str(ByHand.of([call("ec2", "CreateTags", Resources=groups)], "network", real=False))
    assert told.count("#SecurityGroup:") == MOST
    assert "… and 3 more" in told


def test_nothing_written_leaves_the_guide_only() -> None:
    told = str(ByHand.of((), "role", real=False))
    assert told.startswith("# nothing was written")
    assert "console" not in told.split(PAGE)[0]
    assert f"#     {DIFFERS} The page's template" in told
    assert "Managing instance profiles for Systems Manager with the AWS CLI" in told


def test_a_name_of_somebody_cannot_break_the_page() -> None:
    shown = ByHand.of([call("iam", "TagUser", UserName='<b>"&')], "access", real=True).html()
    assert "<b>" not in shown
    assert "%3Cb%3E%22%26" in shown


def test_every_step_says_what_of_the_guide_it_is_and_what_is_otherwise() -> None:
    assert set(ORIGINS) == {"start", *STEPS, "verify", "tear-down"}
    for origins in ORIGINS.values():
        assert origins
        for one in origins:
            assert urlsplit(one.url).netloc == "docs.aws.amazon.com"
            assert one.otherwise
            assert all(words.endswith(".") for words in (one.carried_out, *one.otherwise))
