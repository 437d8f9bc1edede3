"""What stands twice is the same: in two templates, and in a template and in the library that makes it by API."""

from __future__ import annotations

import json

import pytest

from c9lib.checks import documented
from c9lib.checks.buckets import BUCKETS
from c9lib.checks.tiers import PRIVATE, PUBLIC, TIER_TAG
from c9lib.parameters.choices import REGIONS
from c9lib.steps.buckets import policy
from c9lib.steps.role import DESCRIPTION
from tests.templates.decoding import decoded

WHOLE, ENVIRONMENT, PAIR = (decoded(name) for name in ("whole", "environment", "role-and-profile"))


def without(resource: dict, *keys: str) -> dict:
    return {key: value for key, value in resource.items() if key not in keys}


def test_the_environments_parameters_are_the_same_but_for_the_subnet():
    alone = without(ENVIRONMENT["Parameters"], "SubnetId")
    assert {name: WHOLE["Parameters"][name] for name in alone} == alone


def test_the_environments_are_the_same_but_for_the_subnet_and_what_is_waited_for():
    properties = [without(one["Resources"]["Environment"]["Properties"], "SubnetId") for one in (ENVIRONMENT, WHOLE)]
    assert properties[0] == properties[1]
    assert properties[0]["ConnectionType"] == "CONNECT_SSM"


def test_the_outputs_of_the_environment_are_the_same():
    alone = ENVIRONMENT["Outputs"]
    assert {name: WHOLE["Outputs"][name] for name in alone} == alone
    assert set(alone) == {"EnvironmentId", "EnvironmentArn", "Url"}


@pytest.mark.parametrize("logical_id", ["Role", "Profile"])
def test_the_whole_makes_the_same_pair(logical_id):
    in_whole = WHOLE["Resources"][logical_id]
    assert in_whole["Condition"] == "MakesRoleAndProfile"
    assert without(in_whole, "Condition") == PAIR["Resources"][logical_id]


def test_the_pair_is_as_the_page_wants_it_and_as_the_steps_make_it():
    assert PAIR["Resources"]["Role"]["Properties"] == {
        "RoleName": documented.ROLE,
        "Path": documented.ROLE_PATH,
        "Description": DESCRIPTION,
        "AssumeRolePolicyDocument": documented.TRUST,
        "ManagedPolicyArns": [documented.ROLE_POLICY_ARN],
    }
    assert PAIR["Resources"]["Profile"]["Properties"] == {
        "InstanceProfileName": documented.PROFILE,
        "Path": documented.PROFILE_PATH,
        "Roles": [{"Ref": "Role"}],
    }


def test_every_region_of_cloud9_has_its_bucket():
    table = {region: row["Bucket"] for region, row in WHOLE["Mappings"]["Cloud9"].items()}
    assert table == BUCKETS
    assert set(table) == set(REGIONS)


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_the_policy_of_the_s3_endpoint_is_the_one_of_the_step(region):
    """Fn::Sub by hand; the test with the AWS CLI has it from the simulated CloudFormation."""
    text = json.dumps(WHOLE["Resources"]["S3Endpoint"]["Properties"]["PolicyDocument"])
    document = json.loads(text.replace("${AWS::Region}", region).replace("${Bucket}", BUCKETS[region]))
    for statement in document["Statement"]:
        told = statement["Resource"]["Fn::Sub"]
        statement["Resource"] = told[0] if isinstance(told, list) else told
    assert document == policy(region)


@pytest.mark.parametrize("tier", [PUBLIC, PRIVATE])
@pytest.mark.parametrize("part", ["Subnet", "RouteTable"])
def test_subnets_and_route_tables_tell_their_tier(tier, part):
    tags = WHOLE["Resources"][f"{tier.title()}{part}"]["Properties"]["Tags"]
    assert {"Key": TIER_TAG, "Value": tier} in tags
