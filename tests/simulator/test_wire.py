"""The wire codec against botocore itself: what botocore's serializers write, `wire` reads back as it was."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.awsrequest import AWSRequest
from botocore.serialize import create_serializer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from c9lib.simulator import models, wire
from c9lib.simulator.api import ApiError
from c9lib.simulator.moto_app import environ_of

OPERATIONS = [
    ("iam", "CreateRole"),
    ("iam", "TagRole"),
    ("iam", "ListRoles"),
    ("iam", "SimulatePrincipalPolicy"),
    ("sts", "AssumeRole"),
    ("sns", "Publish"),  # query with a map
    ("sqs", "SendMessage"),
    ("sdb", "PutAttributes"),  # query with flattened lists
    ("cloudformation", "CreateStack"),
    ("ec2", "RunInstances"),  # nested structures and lists, blobs
    ("ec2", "CreateVpcEndpoint"),
    ("ec2", "AuthorizeSecurityGroupIngress"),
    ("ec2", "DescribeInstances"),
    ("ec2", "RequestSpotInstances"),  # timestamps
    ("cloud9", "CreateEnvironmentEC2"),
    ("ssm", "DescribeInstanceInformation"),
    ("ssm", "StartSession"),  # a map of lists
    ("kms", "ImportKeyMaterial"),  # a blob and a timestamp in JSON
]


def values(shape: Any, depth: int = 3) -> st.SearchStrategy[Any]:
    """Values that botocore's serializers take for a shape; nothing empty, because a form can't carry that."""
    scalars: dict[str, st.SearchStrategy[Any]] = {
        "string": st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
        "boolean": st.booleans(),
        "integer": st.integers(-(2**31), 2**31 - 1),
        "long": st.integers(-(2**63), 2**63 - 1),
        "float": st.floats(allow_nan=False, allow_infinity=False, width=32),
        "double": st.floats(allow_nan=False, allow_infinity=False),
        "blob": st.binary(min_size=1, max_size=12),
        "timestamp": st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    }
    if shape.type_name == "structure":
        members = {
            name: values(member, depth - 1) for name, member in shape.members.items() if depth > 0 or _flat(member)
        }
        return st.fixed_dictionaries({}, optional=members).filter(bool) if members else st.nothing()
    if shape.type_name == "list":
        return st.lists(values(shape.member, depth - 1), min_size=1, max_size=3)
    if shape.type_name == "map":
        return st.dictionaries(values(shape.key), values(shape.value, depth - 1), min_size=1, max_size=3)
    return scalars[shape.type_name]


def _flat(shape: Any) -> bool:
    return shape.type_name not in ("structure", "list", "map")


def written(service: str, operation: str, params: dict[str, Any]) -> wire.Request:
    """A request as botocore puts it on the wire and our server sees it."""
    model = models.operation_model(service, operation)
    assert model is not None
    made = create_serializer(model.service_model.resolved_protocol, include_validation=False).serialize_to_request(
        params, model
    )
    scope = f"AWS4-HMAC-SHA256 Credential=KEY/20300107/eu-west-1/{service}/aws4_request, SignedHeaders=host"
    request = AWSRequest(
        method=made["method"],
        url="http://127.0.0.1/",
        headers={**made["headers"], "Authorization": scope},
        data=made["body"],
    )
    return wire.read(*environ_of(request.prepare()))


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
def test_what_botocore_writes_is_read_back(service: str, operation: str) -> None:
    model = models.operation_model(service, operation)
    assert model is not None

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(values(model.input_shape))
    def holds(params: dict[str, Any]) -> None:
        request = written(service, operation, params)
        assert (request.service, request.operation, request.region, request.access_key) == (
            service,
            operation,
            "eu-west-1",
            "KEY",
        )
        assert request.params() == params

    holds()


def test_an_empty_list_of_a_query_service_arrives() -> None:
    assert written("iam", "TagRole", {"RoleName": "x", "Tags": []}).params() == {"RoleName": "x", "Tags": []}


def test_who_signed_nothing_asks_nobody() -> None:
    request = wire.read({"REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": ""}, b"")
    assert (request.service, request.operation, request.access_key) == ("", "", "")


def test_a_presigned_address_is_read() -> None:
    query = (
        "Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Credential=KEY%2F20300107%2Fus-east-1%2Fsts%2Faws4_request"
    )
    request = wire.read({"REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": query}, b"")
    assert (request.service, request.operation, request.access_key) == ("sts", "GetCallerIdentity", "KEY")


def _form(service: str, text: str) -> wire.Request:
    environ = {
        "CONTENT_TYPE": "application/x-www-form-urlencoded; charset=utf-8",
        "HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential=KEY/20300107/us-east-1/{service}/aws4_request",
    }
    return wire.read(environ, text.encode())


@pytest.mark.parametrize(
    ("service", "form", "code"),
    [
        ("ec2", "Action=RunInstances&MaxCount=many", "InvalidParameterValue"),
        ("iam", "Action=ListRoles&MaxItems=1.5", "InvalidParameterValue"),
        ("iam", "Action=GetRole&RoleName.1=x", "MalformedQueryString"),
        ("sns", "Action=Publish&MessageAttributes.entry.1.Value.DataType=String", "MalformedQueryString"),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(service: str, form: str, code: str) -> None:
    with pytest.raises(ApiError) as caught:
        _form(service, form).params()
    assert caught.value.code == code


def test_what_the_model_does_not_know_is_left_out() -> None:
    assert _form("iam", "Action=GetRole&RoleName=x&Colour=red").params() == {"RoleName": "x"}
    request = written("cloud9", "DeleteEnvironment", {"environmentId": "x"})
    told = {**request.__dict__, "body": json.dumps({"environmentId": "x", "colour": "red", "nothing": None}).encode()}
    assert wire.Request(**told).params() == {"environmentId": "x"}


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("ImportKeyMaterial", "{"),
        ("ImportKeyMaterial", "[]"),
        ("ImportKeyMaterial", '{"ImportToken": 5}'),
        ("ImportKeyMaterial", '{"ImportToken": "%"}'),
        ("ImportKeyMaterial", '{"ValidTo": "tomorrow"}'),
    ],
)
def test_a_json_body_that_cannot_be_read_is_refused(operation: str, body: str) -> None:
    told = {**written("kms", operation, {}).__dict__, "body": body.encode()}
    with pytest.raises(ApiError) as caught:
        wire.Request(**told).params()
    assert caught.value.code == "SerializationException"


@pytest.mark.parametrize(
    ("agent", "told", "overlap"),
    [
        ("Boto3/1 c9lib/0.1.0", "4.5", 4.5),
        ("Boto3/1 c9lib/0.1.0", None, 1.0),
        ("Boto3/1 c9lib/0.1.0", "many", 1.0),
        ("Boto3/1 c9lib/0.1.0", "nan", 1.0),
        ("Boto3/1 c9lib/0.1.0", "-3", 1.0),
        ("Boto3/1 c9lib/0.1.0", "inf", wire.MOST_OVERLAP),
        ("aws-cli/1.44", "8", 1.0),
    ],
)
def test_only_a_client_of_ours_says_how_many_of_its_calls_overlap(agent: str, told: str | None, overlap: float) -> None:
    environ = {"HTTP_USER_AGENT": agent, **({wire.OVERLAP: told} if told else {})}
    assert wire.read(environ, b"").overlap == overlap
