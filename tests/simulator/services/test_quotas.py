"""Service Quotas: AWS's default values, by service and code (facts 3.5 and 7.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.services.iam.said import ACCOUNT, refused


@pytest.fixture
def quotas(aws: Callable[..., Any]) -> Any:
    return aws("service-quotas", region="eu-west-1")


@pytest.mark.parametrize(
    ("service", "code", "value"),
    [
        ("cloud9", "L-8ECD6BDB", 200),
        ("cloud9", "L-C1302C17", 100),
        ("cloud9", "L-A29EDECE", 200),
        ("cloud9", "L-5D26553C", 100),
        ("ec2", "L-0263D0A3", 5),
        ("vpc", "L-FE5A380F", 5),
    ],
)
def test_a_quota_has_its_value(quotas: Any, service: str, code: str, value: float) -> None:
    applied = quotas.get_service_quota(ServiceCode=service, QuotaCode=code)["Quota"]
    assert applied["Value"] == value
    assert applied["QuotaArn"] == f"arn:aws:servicequotas:eu-west-1:{ACCOUNT}:{service}/{code}"
    default = quotas.get_aws_default_service_quota(ServiceCode=service, QuotaCode=code)["Quota"]
    assert default == {**applied, "QuotaArn": f"arn:aws:servicequotas:eu-west-1::{service}/{code}"}
    assert applied in quotas.list_service_quotas(ServiceCode=service)["Quotas"]
    assert default in quotas.list_aws_default_service_quotas(ServiceCode=service)["Quotas"]


def test_lists_come_in_pages(quotas: Any) -> None:
    pages = list(
        quotas.get_paginator("list_service_quotas").paginate(ServiceCode="cloud9", PaginationConfig={"PageSize": 3})
    )
    assert [len(page["Quotas"]) for page in pages] == [3, 1]
    code, _, status = refused(quotas.list_service_quotas, ServiceCode="cloud9", NextToken="9")
    assert (code, status) == ("InvalidPaginationTokenException", 400)


def test_every_service_that_is_listed_has_quotas(quotas: Any) -> None:
    codes = [service["ServiceCode"] for service in quotas.list_services()["Services"]]
    assert codes == ["cloud9", "cloudformation", "ec2", "vpc"]
    assert all(quotas.list_service_quotas(ServiceCode=code)["Quotas"] for code in codes)


def test_what_aws_does_not_have_is_not_found(quotas: Any) -> None:
    missing = "The request failed because the specified {} does not exist."
    refusal = refused(quotas.get_service_quota, ServiceCode="cloud9", QuotaCode="L-00000000")
    assert refusal == ("NoSuchResourceException", missing.format("quota"), 400)
    assert refused(quotas.list_service_quotas, ServiceCode="clou9")[:2] == (
        "NoSuchResourceException",
        missing.format("service"),
    )


def test_quotas_that_are_not_here_are_refused_by_name(quotas: Any) -> None:
    code, message, _ = refused(quotas.list_service_quotas, ServiceCode="lambda")
    assert code == "NotSimulated"
    assert "lambda" in message


def test_a_code_out_of_form_is_refused(quotas: Any) -> None:
    assert refused(quotas.get_service_quota, ServiceCode="cloud9", QuotaCode="-")[0] == "ValidationError"
