"""A user without a single policy is refused every operation of every service, before anything happens."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError, ParamValidationError

from c9lib.simulator import api, models
from c9lib.simulator.front import Front
from tests.simulator.authorization import smallest
from tests.simulator.authorization.conftest import ANN, Make

OURS = ("cloud9", "cloudformation", "ec2", "iam", "kms", "service-quotas", "ssm", "sts")
MOTOS = ("autoscaling", "cloudtrail", "dynamodb", "events", "logs", "secretsmanager", "sns", "sqs")
FREE = {"sts:GetCallerIdentity", "sts:GetSessionToken"}
"""IAM User Guide: nobody needs a permission for them."""
UNSIGNED = {"sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"}
"""They come without a key, so nobody calls."""
REFUSED = {
    "json": ("AccessDeniedException", 400),
    "query": ("AccessDenied", 403),
    "ec2": ("UnauthorizedOperation", 403),
}


@pytest.fixture
def watched(front: Front, monkeypatch: pytest.MonkeyPatch, user: Make) -> str:
    """The key of a user without policies; whoever goes on to answer a request of theirs fails the test."""
    key = user("ann")
    answer = front._answer

    def answer_others(request: Any, call: Any) -> Any:
        if call.principal.arn == ANN and call.outside:
            pytest.fail(f"{request.service}:{request.operation} was answered")
        return answer(request, call)

    monkeypatch.setattr(front, "_answer", answer_others)
    return key


@pytest.mark.parametrize("service", [*OURS, *MOTOS])
def test_nothing_is_allowed_by_itself(aws: Callable[..., Any], front: Front, watched: str, service: str) -> None:
    client, model = aws(service, key=watched), models.service_model(service)
    assert model is not None
    before, wrong = front.world.changes, []
    for operation in model.operation_names:
        if f"{service}:{operation}" in FREE | UNSIGNED:
            continue
        with pytest.raises(ClientError) as caught:
            getattr(client, xform_name(operation))(**smallest.params(service, operation))
        told = caught.value.response
        code, status = told["Error"]["Code"], told["ResponseMetadata"]["HTTPStatusCode"]
        if (code, status) != REFUSED[model.resolved_protocol]:
            wrong.append((operation, code, status, told["Error"]["Message"]))
        elif f"User: {ANN} is not authorized to perform: " not in told["Error"]["Message"]:
            wrong.append((operation, told["Error"]["Message"]))
    assert wrong == []
    assert front.world.changes == before


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:cloudformation:us-east-1:123456789012:stack",
        "arn:aws:ec2:nowhere-1:123456789012:instance/i-0123456789abcdef0",
        "arn:aws:kms:nowhere-1:123456789012:key/x",
        "arn:::::",
        "alias/aws/ebs",
        "${aws:username}/*?:",
    ],
)
@pytest.mark.parametrize("service", OURS)
def test_whatever_stands_in_a_request_is_judged(aws: Callable[..., Any], watched: str, service: str, text: str) -> None:
    """No text in any place leads to anything but a refusal; `no_fault_is_hidden` watches, too."""
    client = aws(service, key=watched)
    for operation in [name for held, name in api._handlers if held == service]:
        if f"{service}:{operation}" in FREE | UNSIGNED:
            continue
        with suppress(ParamValidationError):  # where the SDK itself asks for a longer text
            try:
                getattr(client, xform_name(operation))(**smallest.filled(service, operation, text))
            except ClientError as error:
                code = error.response["Error"]["Code"]
            else:
                code = "nothing"
            assert code not in ("SimulatorFault", "nothing"), operation


def test_every_operation_of_ours_is_among_them() -> None:
    assert {service for service, _ in api._handlers} <= set(OURS)


def test_what_is_free_needs_no_permission(aws: Callable[..., Any], user: Make) -> None:
    sts = aws("sts", key=user("ann"))
    assert sts.get_caller_identity()["Arn"] == ANN
    assert sts.get_session_token()["Credentials"]["AccessKeyId"].startswith("ASIA")
