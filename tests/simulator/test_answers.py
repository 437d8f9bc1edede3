"""The answers against botocore itself: what `answers` writes, botocore's parsers read back as it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import unquote

import pytest
from botocore.awsrequest import HeadersDict
from botocore.model import OperationModel
from botocore.parsers import create_parser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from c9lib.simulator import answers, models
from c9lib.simulator.api import ApiError
from tests.simulator.test_wire import values

OPERATIONS = [
    ("iam", "GetInstanceProfile"),
    ("iam", "GetAccountSummary"),  # a map
    ("iam", "SimulatePrincipalPolicy"),
    ("sts", "AssumeRole"),
    ("cloudformation", "DescribeStacks"),
    ("sqs", "GetQueueAttributes"),
    ("sdb", "Select"),  # flattened lists
    ("ec2", "DescribeInstances"),
    ("ec2", "DescribeVpcEndpoints"),
    ("ec2", "CreateNatGateway"),
    ("ec2", "GetPasswordData"),
    ("cloud9", "DescribeEnvironments"),
    ("ssm", "DescribeInstanceInformation"),
    ("ssm", "GetParameter"),
    ("kms", "Encrypt"),  # a blob in JSON
]


def operation(service: str, name: str) -> OperationModel:
    model = models.operation_model(service, name)
    assert model is not None
    return model


def parse(protocol: str, response: answers.Response, model: OperationModel | None = None) -> dict[str, Any]:
    """What botocore's parser makes of a response."""
    headers = HeadersDict(dict(response.headers))
    told = {"body": response.body, "headers": headers, "status_code": response.status}
    found: dict[str, Any] = create_parser(protocol).parse(told, model.output_shape if model else None)
    return found


def parsed(model: OperationModel, response: answers.Response) -> dict[str, Any]:
    """A response as boto3 gives it, without its metadata."""
    found = parse(model.service_model.resolved_protocol, response, model)
    assert found.pop("ResponseMetadata")["RequestId"] == "the-request"
    return found


@pytest.mark.parametrize(("service", "name"), OPERATIONS)
def test_what_is_answered_is_parsed_back(service: str, name: str) -> None:
    model = operation(service, name)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(values(model.output_shape, depth=4))
    def holds(answer: dict[str, Any]) -> None:
        expected = answer if model.service_model.resolved_protocol == "json" else readable(answer)
        assert parsed(model, answers.answered(model, answer, "the-request")) == expected

    holds()


def readable(value: Any) -> Any:
    """The value as XML can carry it: characters that XML 1.0 doesn't have come back as another one."""
    if isinstance(value, dict):
        return {readable(key): readable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [readable(item) for item in value]
    return answers.NO_XML.sub("\ufffd", value) if isinstance(value, str) else value


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_every_text_makes_well_formed_xml(text: str) -> None:
    model = operation("iam", "CreateAccountAlias")
    error = answers.refused(model, "query", ApiError("InvalidInput", text), "the-request")
    found = parse("query", error, model)
    assert found["Error"]["Message"] == readable(text)


def test_empty_lists_arrive_and_none_does_not() -> None:
    for service, name, member in (
        ("iam", "ListRoles", "Roles"),
        ("ec2", "DescribeVpcs", "Vpcs"),
        ("cloud9", "ListEnvironments", "environmentIds"),
    ):
        model = operation(service, name)
        answer = parsed(
            model,
            answers.answered(model, {member: [], "NextToken": None, "nextToken": None, "Marker": None}, "the-request"),
        )
        assert answer == {member: []}


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2030, 1, 7, 9, tzinfo=UTC),
        datetime(2030, 1, 7, 9),  # as moto's dates are: without a zone, in UTC
        datetime(2030, 1, 7, 14, 30, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        datetime(2030, 1, 7, 9, tzinfo=UTC).timestamp(),
        "2030-01-07T09:00:00Z",
    ],
)
@pytest.mark.parametrize(
    ("service", "name", "path"),
    [("iam", "CreateUser", ("User", "CreateDate")), ("ssm", "GetParameter", ("Parameter", "LastModifiedDate"))],
)
def test_a_moment_is_the_same_in_every_zone(service: str, name: str, path: tuple[str, str], moment: Any) -> None:
    model = operation(service, name)
    answer = parsed(model, answers.answered(model, {path[0]: {path[1]: moment}}, "the-request"))
    assert answer[path[0]][path[1]] == datetime(2030, 1, 7, 9, tzinfo=UTC)


def test_a_decoded_policy_is_sent_as_iam_sends_it() -> None:
    model = operation("iam", "GetRolePolicy")
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Resource": "arn:aws:ec2:*:*:instance/*", "Sid": "a&b %"}],
    }
    answer = parsed(model, answers.answered(model, {"PolicyDocument": policy}, "the-request"))
    assert "{" not in answer["PolicyDocument"]
    assert json.loads(unquote(answer["PolicyDocument"])) == policy


@pytest.mark.parametrize(
    ("service", "name"), [("iam", "GetRole"), ("ec2", "DescribeVpcs"), ("cloud9", "ListEnvironments")]
)
def test_an_error_is_read_by_each_protocol(service: str, name: str) -> None:
    model = operation(service, name)
    protocol = model.service_model.resolved_protocol
    error = answers.refused(model, protocol, ApiError("TooBad", "You <can't> & won't", 409), "the-request")
    found = parse(protocol, error, model)
    assert (found["Error"]["Code"], found["Error"]["Message"]) == ("TooBad", "You <can't> & won't")
    assert (found["ResponseMetadata"]["RequestId"], error.status) == ("the-request", 409)


@pytest.mark.parametrize("protocol", ["json", "query", "ec2"])
def test_an_error_needs_no_model(protocol: str) -> None:
    error = answers.refused(None, protocol, ApiError("InvalidAction", "no"), "the-request")
    assert parse(protocol, error)["Error"]["Code"] == "InvalidAction"
