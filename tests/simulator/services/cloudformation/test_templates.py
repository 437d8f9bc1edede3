"""GetTemplate, GetTemplateSummary, ValidateTemplate, GetStackPolicy."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.people import error_of
from tests.simulator.services.cloudformation.bodies import EMPTY, GROUPS, body, policy

Made = Callable[..., str]


def test_the_template_comes_back_as_it_was(cloudformation: Any, made: Made) -> None:
    made("groups", GROUPS)
    made("empty", EMPTY)
    told = cloudformation.get_template(StackName="groups")
    assert (told["TemplateBody"], told["StagesAvailable"]) == (GROUPS, ["Original", "Processed"])
    assert cloudformation.get_template(StackName="empty", TemplateStage="Processed")["TemplateBody"] == json.loads(
        EMPTY
    )


def test_get_template_of_nothing(cloudformation: Any) -> None:
    for asked in ({}, {"ChangeSetName": "one"}):
        told = error_of(cloudformation.get_template, **asked)
        assert told == ("ValidationError", "StackName is a required parameter.")
    arn = "arn:aws:cloudformation:us-east-1:123456789012:changeSet/one/1"
    told = error_of(cloudformation.get_template, ChangeSetName=arn)
    assert told == ("ChangeSetNotFound", f"ChangeSet [{arn}] does not exist")


def test_the_summary_of_a_text_and_of_a_stack(cloudformation: Any, made: Made) -> None:
    made("groups", GROUPS)
    by_text = cloudformation.get_template_summary(TemplateBody=GROUPS)
    by_stack = cloudformation.get_template_summary(StackName="groups")
    for told in (by_text, by_stack):
        del told["ResponseMetadata"]
    assert by_text == by_stack
    assert by_text["ResourceTypes"] == ["AWS::EC2::SecurityGroup"]
    assert [one["ParameterKey"] for one in by_text["Parameters"]] == ["What", "Secret"]
    assert [one["NoEcho"] for one in by_text["Parameters"]] == [False, True]
    [summary] = by_text["ResourceIdentifierSummaries"]
    assert (summary["LogicalResourceIds"], summary["ResourceIdentifiers"]) == (["Inner", "Outer"], ["Id"])


@pytest.mark.parametrize("asked", [{}, {"TemplateBody": EMPTY, "StackName": "one"}])
def test_the_summary_of_one_thing(asked: dict[str, str], cloudformation: Any) -> None:
    assert error_of(cloudformation.get_template_summary, **asked)[0] == "ValidationError"


def test_the_summary_of_no_stack(cloudformation: Any) -> None:
    told = error_of(cloudformation.get_template_summary, StackName="none")
    assert told == ("ValidationError", "Stack with id none does not exist")


def test_valid(cloudformation: Any) -> None:
    told = cloudformation.validate_template(TemplateBody=GROUPS)
    assert told["Description"] == "two groups"
    assert [one["DefaultValue"] for one in told["Parameters"]] == ["for tests", "hush"]
    told = cloudformation.validate_template(TemplateBody=body({"Policy": policy("mine")}))
    assert told["Capabilities"] == ["CAPABILITY_NAMED_IAM"]
    assert told["CapabilitiesReason"] == "The following resource(s) require capabilities: [AWS::IAM::ManagedPolicy]"


def test_a_type_that_isnt_simulated_is_valid_all_the_same(cloudformation: Any) -> None:
    assert cloudformation.validate_template(TemplateBody=body({"B": {"Type": "AWS::S3::Bucket"}}))["Parameters"] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Either Template URL or Template Body must be specified."),
        ("{", "Template format error: JSON not well-formed."),
        ("Resources:\n\tA: b", "Template format error: YAML not well-formed."),
        (
            body({"A": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": {"Ref": "B"}}}}),
            "Template format error: Unresolved resource dependencies [B] in the Resources block of the template",
        ),
        (
            body({"A": {"Type": "AWS::EC2::Nothing"}}),
            "Template format error: Unrecognized resource types: [AWS::EC2::Nothing]",
        ),
    ],
)
def test_invalid(text: str, message: str, cloudformation: Any) -> None:
    asked = {"TemplateBody": text} if text else {}
    code, told = error_of(cloudformation.validate_template, **asked)
    assert code == "ValidationError"
    assert told.startswith(message)


def test_a_file_in_s3_is_out_of_reach(cloudformation: Any) -> None:
    for ask in (cloudformation.validate_template, cloudformation.get_template_summary):
        code, message = error_of(ask, TemplateURL="https://s3.amazonaws.com/bucket/t.yaml")
        assert (code, "TemplateURL of cloudformation" in message) == ("NotSimulated", True)


def test_no_stack_has_a_policy(cloudformation: Any, made: Made) -> None:
    made("one", EMPTY)
    assert "StackPolicyBody" not in cloudformation.get_stack_policy(StackName="one")
