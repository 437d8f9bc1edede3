"""Rules of botocore's models that botocore doesn't check."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.simulator import limits, models


def _broken(service: str, operation: str, **params: Any) -> list[tuple[str, str]]:
    model = models.operation_model(service, operation)
    assert model is not None
    return [(found.where, found.constraint) for found in limits.violations(model.input_shape, params)]


def test_what_keeps_the_rules_breaks_none() -> None:
    tags = [{"Key": "Projekt é", "Value": ""}]
    assert (
        _broken(
            "iam", "CreateRole", RoleName="a+=,.@_-", AssumeRolePolicyDocument="{}", Tags=tags, MaxSessionDuration=43200
        )
        == []
    )


@pytest.mark.parametrize(
    ("service", "operation", "params", "where", "constraint"),
    [
        ("iam", "CreateRole", {"RoleName": "x" * 65}, "roleName", "Member must have length less than or equal to 64"),
        (
            "iam",
            "CreateRole",
            {"RoleName": "é"},
            "roleName",
            r"Member must satisfy regular expression pattern: [\w+=,.@-]+",
        ),
        (
            "iam",
            "CreateRole",
            {"RoleName": "x\n"},
            "roleName",
            r"Member must satisfy regular expression pattern: [\w+=,.@-]+",
        ),
        ("iam", "ListRoles", {"MaxItems": 1001}, "maxItems", "Member must have value less than or equal to 1000"),
        ("iam", "ListPolicies", {"Scope": "Mine"}, "scope", "Member must satisfy enum value set: [All, AWS, Local]"),
        (
            "iam",
            "TagRole",
            {"Tags": [{"Key": "k", "Value": "v"}] * 51},
            "tags",
            "Member must have length less than or equal to 50",
        ),
        (
            "iam",
            "TagRole",
            {"Tags": [{"Key": "ok", "Value": ""}, {"Key": "x" * 129, "Value": ""}]},
            "tags.2.member.key",
            "Member must have length less than or equal to 128",
        ),
    ],
)
def test_what_breaks_a_rule_is_found(
    service: str, operation: str, params: dict[str, Any], where: str, constraint: str
) -> None:
    assert _broken(service, operation, **params) == [(where, constraint)]


def test_all_are_told_in_one_sentence() -> None:
    model = models.operation_model("iam", "ListRoles")
    assert model is not None
    error = limits.refuse(limits.violations(model.input_shape, {"PathPrefix": "x", "MaxItems": 2000}))
    assert (error.code, error.status) == ("ValidationError", 400)
    assert error.message.startswith(
        "2 validation errors detected: Value 'x' at 'pathPrefix' failed to satisfy constraint: "
    )
    assert error.message.endswith(
        "; Value '2000' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000"
    )


@pytest.mark.parametrize("service", ["iam", "sts", "service-quotas", "cloud9", "ssm"])
def test_every_pattern_of_a_model_can_be_read(service: str) -> None:
    model = models.service_model(service)
    assert model is not None
    shapes = [model.shape_for(name) for name in model.shape_names]
    for shape in shapes:
        if shape.type_name == "string":
            list(limits.violations(shape, "x", "here"))
