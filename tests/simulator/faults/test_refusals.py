"""Each service throttles, fails, is away and lets credentials expire in its own words, and clients try again what may
be tried again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.simulator import models
from c9lib.simulator.world import World

READS = {
    "cloud9": "list_environments",
    "cloudformation": "list_stacks",
    "ec2": "describe_vpcs",
    "iam": "list_roles",
    "kms": "list_keys",
    "service-quotas": "list_services",
    "ssm": "describe_instance_information",
    "sts": "get_caller_identity",
}
EXPIRED = "The security token included in the request is expired"
WORDS = {
    ("throttle", "cloud9"): ("TooManyRequestsException", 400, "Rate exceeded"),
    ("throttle", "cloudformation"): ("Throttling", 400, "Rate exceeded"),
    ("throttle", "ec2"): ("RequestLimitExceeded", 503, "Request limit exceeded."),
    ("throttle", "iam"): ("Throttling", 400, "Rate exceeded"),
    ("throttle", "kms"): ("ThrottlingException", 400, "You have exceeded the rate at which you may call KMS."),
    ("throttle", "service-quotas"): ("TooManyRequestsException", 400, "Rate exceeded"),
    ("throttle", "ssm"): ("ThrottlingException", 400, "Rate exceeded"),
    ("throttle", "sts"): ("Throttling", 400, "Rate exceeded"),
    ("error-500", "cloud9"): ("InternalServerErrorException", 500, "An internal error has occurred"),
    ("error-500", "cloudformation"): ("InternalFailure", 500, "The request processing has failed"),
    ("error-500", "ec2"): ("InternalError", 500, "An internal error has occurred"),
    ("error-500", "iam"): ("ServiceFailure", 500, "The request processing has failed"),
    ("error-500", "kms"): ("KMSInternalException", 500, "An internal error has occurred"),
    ("error-500", "service-quotas"): ("ServiceException", 500, "An internal error has occurred"),
    ("error-500", "ssm"): ("InternalServerError", 500, "An internal error has occurred"),
    ("error-500", "sts"): ("InternalFailure", 500, "The request processing has failed"),
    ("error-503", "cloud9"): ("ServiceUnavailable", 503, "temporary failure of the server"),
    ("error-503", "ec2"): ("Unavailable", 503, "The server is overloaded"),
    ("error-503", "iam"): ("ServiceUnavailable", 503, "temporary failure of the server"),
    ("expired", "cloud9"): ("ExpiredTokenException", 400, EXPIRED),
    ("expired", "cloudformation"): ("ExpiredToken", 403, EXPIRED),
    ("expired", "ec2"): ("RequestExpired", 400, "Request has expired."),
    ("expired", "iam"): ("ExpiredToken", 403, EXPIRED),
    ("expired", "ssm"): ("ExpiredTokenException", 400, EXPIRED),
    ("expired", "sts"): ("ExpiredToken", 403, EXPIRED),
}


@pytest.mark.parametrize("kind", ["throttle", "error-500", "error-503", "expired"])
def test_each_service_has_its_own_words(client: Callable[..., Any], switch: Callable[..., None], kind: str) -> None:
    switch({"kind": kind})
    for service in [service for one, service in WORDS if one == kind]:
        with pytest.raises(ClientError) as refused:
            getattr(client(service), READS[service])()
        code, status, words = WORDS[kind, service]
        told = refused.value.response
        assert (told["Error"]["Code"], told["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
        assert words in told["Error"]["Message"]
        assert told["ResponseMetadata"]["RequestId"]


@pytest.mark.parametrize("service", ["cloud9", "service-quotas", "ssm", "kms"])
def test_the_codes_are_those_that_the_service_names_itself(service: str) -> None:
    model = models.service_model(service)
    assert model is not None
    kinds = ["error-500"] if service == "kms" else ["throttle", "error-500"]  # KMS throttles by the common error
    assert {WORDS[kind, service][0] for kind in kinds} <= {shape.name for shape in model.error_shapes}


@pytest.mark.parametrize("kind", ["throttle", "error-500", "error-503", "drop", "lost"])
def test_a_client_tries_again_and_gets_through(
    client: Callable[..., Any],
    switch: Callable[..., None],
    met: Callable[[], dict[str, int]],
    kind: str,
) -> None:
    for service, read in READS.items():
        switch({"kind": kind, "first": 1})
        answer = getattr(client(service, attempts=2), read)()
        assert answer["ResponseMetadata"]["RetryAttempts"] == 1, service
        assert met() == {kind: 1}


def test_nobody_tries_again_with_credentials_that_have_expired(
    client: Callable[..., Any], switch: Callable[..., None], met: Callable[[], dict[str, int]]
) -> None:
    for service in ("ec2", "iam", "ssm"):
        switch({"kind": "expired"})
        with pytest.raises(ClientError, match="xpired"):
            getattr(client(service, attempts=4), READS[service])()
        assert met() == {"expired": 1}


def test_a_server_error_of_iam_says_that_it_is_the_servers(
    client: Callable[..., Any], switch: Callable[..., None]
) -> None:
    kinds = []
    for kind in ("throttle", "error-500"):
        switch({"kind": kind})
        with pytest.raises(ClientError) as refused:
            client("iam").list_roles()
        kinds.append(refused.value.response["Error"]["Type"])
    assert kinds == ["Sender", "Receiver"]


@pytest.mark.parametrize("kind", ["throttle", "error-500", "error-503", "expired", "drop"])
def test_a_refused_request_leaves_everything_as_it_was(
    client: Callable[..., Any], switch: Callable[..., None], world: World, kind: str
) -> None:
    ec2 = client("ec2")
    before = ec2.describe_vpcs()["Vpcs"]
    asked, changes = dict(world.asked), world.changes
    switch({"kind": kind})
    with pytest.raises(Exception, match=r"CreateVpc|Connection was closed"):
        ec2.create_vpc(CidrBlock="10.1.0.0/16")
    assert (dict(world.asked), world.changes) == (asked, changes)
    switch()
    assert ec2.describe_vpcs()["Vpcs"] == before


def test_ids_are_the_same_with_refusals_in_between_as_without(
    client: Callable[..., Any], switch: Callable[..., None], front: Any
) -> None:
    ec2 = client("ec2", attempts=3)
    switch({"kind": "throttle", "first": 1}, {"kind": "drop", "after": 1, "first": 1})
    made = ec2.create_vpc(CidrBlock="10.1.0.0/16")
    assert made["ResponseMetadata"]["RetryAttempts"] == 2
    switch()
    ec2.delete_vpc(VpcId=made["Vpc"]["VpcId"])
    again = type(front)(type(front.world)(seed=1, clock=front.world.clock))
    from c9lib.simulator.inprocess import InProcess

    plain = InProcess().client("ec2", "us-east-1", ("plain",), again.respond)
    assert plain.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"] == made["Vpc"]["VpcId"]


def test_inside_clients_meet_no_fault(
    client: Callable[..., Any], switch: Callable[..., None], world: World, met: Callable[[], dict[str, int]]
) -> None:
    switch({"kind": "throttle"})
    inside = world.client("ec2", "us-east-1", world.aws_itself)
    assert inside.describe_vpcs()["Vpcs"]
    assert met() == {"throttle": 0}


def test_a_fault_for_one_operation_leaves_the_others_alone(
    client: Callable[..., Any], switch: Callable[..., None], met: Callable[[], dict[str, int]]
) -> None:
    switch({"kind": "throttle", "service": "ec2", "operation": "DescribeVpcs"})
    ec2 = client("ec2")
    assert ec2.describe_subnets()["Subnets"]
    assert client("iam").list_roles()["Roles"] is not None
    with pytest.raises(ClientError, match="RequestLimitExceeded"):
        ec2.describe_vpcs()
    assert met() == {"throttle": 1}


def test_switched_off_there_are_none(client: Callable[..., Any], switch: Callable[..., None], world: World) -> None:
    switch({"kind": "throttle"})
    with pytest.raises(ClientError, match="RequestLimitExceeded"):
        client("ec2").describe_vpcs()
    switch()
    for _ in range(5):
        assert client("ec2").describe_vpcs()["Vpcs"]
    assert world.faults.told(log=True) == {"faults": [], "met": {}, "watch": False, "log": []}
