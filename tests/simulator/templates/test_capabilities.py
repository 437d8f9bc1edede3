"""What has to be acknowledged before a template is carried out."""

from __future__ import annotations

import pytest

from c9lib.simulator.templates.capabilities import lacking, reason, required
from tests.simulator.templates.making import template

PLAIN = (
    "R: {Type: 'AWS::IAM::Role', Properties: {Path: /a/}}, P: {Type: 'AWS::IAM::InstanceProfile'}, "
    "V: {Type: 'AWS::EC2::VPC'}"
)
NAMED = "P: {Type: 'AWS::IAM::InstanceProfile', Properties: {InstanceProfileName: a}}"


@pytest.mark.parametrize(
    ("resources", "expected", "told"),
    [
        ("V: {Type: 'AWS::EC2::VPC', Properties: {RoleName: a}}", (), ""),
        (PLAIN, ("CAPABILITY_IAM",), "[AWS::IAM::InstanceProfile, AWS::IAM::Role]"),
        (NAMED, ("CAPABILITY_NAMED_IAM",), "[AWS::IAM::InstanceProfile]"),
        (f"{PLAIN}, X: {{Type: 'AWS::IAM::User', Properties: {{UserName: a}}}}", ("CAPABILITY_NAMED_IAM",), None),
        ("P: {Type: 'AWS::IAM::Policy', Properties: {PolicyName: a}}", ("CAPABILITY_IAM",), "[AWS::IAM::Policy]"),
        ("P: {Type: 'AWS::IAM::ManagedPolicy', Properties: {ManagedPolicyName: a}}", ("CAPABILITY_NAMED_IAM",), None),
        (
            "R: {Type: 'AWS::IAM::Role', Properties: {RoleName: !If [C, a, !Ref 'AWS::NoValue']}, Condition: C}",
            ("CAPABILITY_NAMED_IAM",),
            "[AWS::IAM::Role]",
        ),
    ],
)
def test_a_template_says_which_capability_it_needs(resources: str, expected: tuple[str, ...], told: str | None) -> None:
    made = template(f"Conditions: {{C: !Equals [a, b]}}\nResources: {{{resources}}}")

    assert required(made) == expected
    if told is not None:
        assert reason(made) == (told and f"The following resource(s) require capabilities: {told}")


@pytest.mark.parametrize(
    ("resources", "given", "message"),
    [
        (PLAIN, [], "Requires capabilities : [CAPABILITY_IAM]"),
        (PLAIN, ["CAPABILITY_AUTO_EXPAND"], "Requires capabilities : [CAPABILITY_IAM]"),
        (PLAIN, ["CAPABILITY_IAM"], ""),
        (PLAIN, ["CAPABILITY_NAMED_IAM"], ""),
        (NAMED, ["CAPABILITY_IAM"], "Requires capabilities : [CAPABILITY_NAMED_IAM]"),
        (NAMED, ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"], ""),
        ("V: {Type: 'AWS::EC2::VPC'}", [], ""),
    ],
)
def test_what_is_not_acknowledged_is_told_in_awss_words(resources: str, given: list[str], message: str) -> None:
    assert lacking(template(f"Resources: {{{resources}}}"), given) == message
