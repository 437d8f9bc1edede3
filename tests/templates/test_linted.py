"""cfn-lint, Amazon's own linter, finds nothing in the templates but that Cloud9 is closed to new customers."""

from __future__ import annotations

import pytest
from cfnlint.api import lint
from cfnlint.config import ManualArgs

from c9lib import templates
from c9lib.parameters.choices import REGIONS

MAINTENANCE = "W3697"
MAKING_ENVIRONMENTS = ("environment", "whole")


def found(text: str, regions: tuple[str, ...] = REGIONS) -> list[str]:
    """What cfn-lint says of a template, but for mere information, as `ID message`."""
    matches = lint(text, config=ManualArgs(regions=list(regions)))
    return [f"{match.rule.id} {match.message}" for match in matches if not match.rule.id.startswith("I")]


def test_role_and_profile_is_clean():
    assert found(templates.text("role-and-profile")) == []


@pytest.mark.parametrize("name", MAKING_ENVIRONMENTS)
def test_the_one_warning_is_of_the_service_and_is_named_in_the_header(name):
    text = templates.text(name)
    (warning,) = found(text)
    assert warning.startswith(f"{MAINTENANCE} Resource type 'AWS::Cloud9::EnvironmentEC2' is from a service in")
    header = text[: text.index("AWSTemplateFormatVersion")]
    assert MAINTENANCE in header
    assert "25 July 2024" in header


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        ("ConnectionType: CONNECT_SSM ", "ConnectionType: CONNECT_SSMX ", "E3030"),
        ("!GetAtt Environment.Arn", "!GetAtt Environment.Url", "E6101"),
        ("SubnetId: !Ref SubnetId", "SubnetId: !Ref Subnet", "E1020"),
        ("Default: 30", "Default: 30000", "E2015"),
        ("  HasOwner: ", "  Owned: ", "E1028"),
    ],
)
def test_the_linter_would_find_a_mistake(right, wrong, rule):
    text = templates.text("environment")
    assert right in text
    assert rule in {line.split()[0] for line in found(text.replace(right, wrong), ("us-east-1",))}


def test_the_linter_would_find_a_region_without_cloud9():
    told = found(templates.text("environment"), ("mx-central-1",))
    assert any(line.startswith("E3006") for line in told), told
