"""What a person meets: the console's form, the limits of the parameters, the header, the words."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from pydantic import ValidationError

from c9lib import templates
from c9lib.parameters import choices
from c9lib.parameters.model import Parameters
from tests.templates.decoding import decoded

OURS = {
    "EnvironmentName": "environment_name",
    "Description": "description",
    "OwnerArn": "owner_arn",
    "InstanceType": "instance_type",
    "ImageId": "image_id",
    "AutomaticStopTimeMinutes": "automatic_stop_minutes",
}
"""A template's parameters, and those of `c9lib` for the same things."""
WITH_PARAMETERS = ("environment", "whole")
LIMITS = {"AllowedValues", "AllowedPattern", "MinLength", "MaxLength", "MinValue", "MaxValue"}

SAMPLES = {
    "EnvironmentName": ["a", "my environment", "x" * 60, "Ünïcode-1", "", " a", "a ", "x" * 61, "two\nlines"],
    "Description": ["", "for the class", "x" * 200, " a", "a ", "x" * 201, "two\nlines"],
    "OwnerArn": [
        "",
        "arn:aws:iam::123456789012:user/ann",
        "arn:aws:iam::123456789012:user/team/ann",
        "arn:aws:iam::123456789012:root",
        "arn:aws:sts::123456789012:assumed-role/Admin/ann@example.com",
        "arn:aws:sts::123456789012:federated-user/ann",
        "arn:aws:iam::123456789012:role/Admin",
        "arn:aws:sts::123456789012:assumed-role/Admin",
        "arn:aws:iam::123456789012:group/developers",
        "arn:aws:iam::ann:user/ann",
        "ann",
    ],
    "InstanceType": ["t3.small", "m5.large", "t2.micro", "t3a.small", "c6i.large", "t3", "T3.small", "t3.small "],
    "ImageId": [*get_args(choices.Image), *choices.GONE_IMAGES, "ami-0123456789abcdef0", ""],
    "AutomaticStopTimeMinutes": ["0", "30", "20160", "-1", "20161"],
}


def takes(declared: dict, value: str) -> bool:
    """Whether CloudFormation takes the value (user guide, Parameters; patterns match the whole value)."""
    if declared["Type"] == "Number":
        return declared["MinValue"] <= float(value) <= declared["MaxValue"]
    long_enough = declared.get("MinLength", 0) <= len(value) <= declared.get("MaxLength", 4096)
    allowed = value in declared.get("AllowedValues", [value])
    return long_enough and allowed and bool(re.fullmatch(declared.get("AllowedPattern", "(?s).*"), value))


def we_take(name: str, value: str) -> bool:
    """Whether `c9lib` takes it."""
    try:
        Parameters(**{OURS[name]: int(value) if name == "AutomaticStopTimeMinutes" else value})
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("template", WITH_PARAMETERS)
@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in SAMPLES.items() for value in values])
def test_the_template_takes_what_we_take_and_nothing_else(template, name, value):
    assert takes(decoded(template)["Parameters"][name], value) == we_take(name, value)


@pytest.mark.parametrize("template", WITH_PARAMETERS)
def test_the_defaults_are_ours(template):
    declared = decoded(template)["Parameters"]
    default = Parameters()
    assert {name: declared[name]["Default"] for name in OURS} == {
        name: getattr(default, field) for name, field in OURS.items()
    }


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        ("10.0.0.0/16", True),
        ("10.20.0.0/20", True),
        ("172.16.0.0/16", True),
        ("172.31.4.0/23", True),
        ("192.168.0.0/16", True),
        ("172.17.0.0/16", False),
        ("172.17.4.0/23", False),
        ("172.32.0.0/16", False),
        ("192.169.0.0/16", False),
        ("8.8.0.0/16", False),
        ("10.0.0.0/15", False),
        ("10.0.0.0/24", False),
        ("10.0.0.0", False),
        ("110.0.0.0/16", False),
    ],
)
def test_the_range_of_the_vpc_is_private_not_dockers_and_has_room_for_two_subnets(value, taken):
    assert takes(decoded("whole")["Parameters"]["VpcCidr"], value) == taken
    if taken:
        assert Parameters(vpc_cidr=value)


@pytest.mark.parametrize(
    ("value", "taken"),
    [("", True), ("us-east-1a", True), ("ap-southeast-2c", True), ("us-gov-west-1b", True), ("us-east-1", False)],
)
def test_the_zone_is_a_name_or_nothing(value, taken):
    assert takes(decoded("whole")["Parameters"]["AvailabilityZone"], value) == taken


@pytest.mark.parametrize("template", WITH_PARAMETERS)
def test_every_parameter_has_its_place_and_its_label_in_the_form(template):
    told = decoded(template)
    form = told["Metadata"]["AWS::CloudFormation::Interface"]
    placed = [name for group in form["ParameterGroups"] for name in group["Parameters"]]
    assert sorted(placed) == sorted(told["Parameters"])
    assert list(form["ParameterLabels"]) == placed
    labels = [label["default"] for label in form["ParameterLabels"].values()]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("template", WITH_PARAMETERS)
def test_every_parameter_is_described_and_every_limit_has_words(template):
    for name, declared in decoded(template)["Parameters"].items():
        assert declared["Description"].endswith("."), name
        assert bool(LIMITS & set(declared)) == ("ConstraintDescription" in declared), name
        # After "failed to satisfy constraint:", as CloudFormation puts it.
        assert declared.get("ConstraintDescription", "must ").startswith("must "), name


@pytest.mark.parametrize("template", templates.NAMES)
def test_every_output_and_the_template_are_described(template):
    told = decoded(template)
    assert told["AWSTemplateFormatVersion"] == "2010-09-09"
    assert told["Description"].endswith(".")
    assert all(output["Description"].endswith(".") for output in told["Outputs"].values())


@pytest.mark.parametrize("template", templates.NAMES)
def test_the_header_says_how_to_deploy_it(template):
    header = templates.text(template).partition("AWSTemplateFormatVersion")[0]
    assert f"aws cloudformation deploy --template-file {template}.yaml --stack-name" in header
    named = "AWS::IAM::" in templates.text(template)
    assert named == ("CAPABILITY_NAMED_IAM" in header)


@pytest.mark.parametrize("template", templates.NAMES)
def test_a_line_fits_and_the_whole_can_be_handed_in(template):
    text = templates.text(template)
    assert max(map(len, text.splitlines())) <= 120
    assert text.isascii()
    assert len(text.encode()) < 51_200 / 2  # the limit of a template that isn't in a bucket
