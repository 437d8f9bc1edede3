"""Which differences between two templates are a change, and which only words."""

from __future__ import annotations

import pytest

from c9lib import templates
from c9lib.steps.template_text import same

OURS = templates.text("environment")


def changed(old: str, new: str) -> str:
    assert old in OURS
    return OURS.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# An AWS Cloud9 environment", "# Another comment"),
        ("Description: Where the instance goes.", "Description: Elsewhere."),
        ("ConstraintDescription: must be one of the four", "ConstraintDescription: is one of the four"),
        ("Parameters: [EnvironmentName, Description, OwnerArn]", "Parameters: [OwnerArn]"),
        ("Default: t3.small", "Default: m5.large"),
        ("Description: For policies.", "Description: For what ever."),
        ("!Ref EnvironmentName", "!Ref 'EnvironmentName'"),
    ],
)
def test_words_and_the_form_of_the_console_are_no_change(old: str, new: str) -> None:
    assert same(changed(old, new), OURS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ConnectionType: CONNECT_SSM", "ConnectionType: CONNECT_SSH"),
        ("Name: !Ref EnvironmentName", "Name: !Sub EnvironmentName"),
        ("Description: !If [HasDescription", "Description: !If [HasOwner"),
        ("Value: !GetAtt Environment.Arn", "Value: !GetAtt Environment.Name"),
        ("HasOwner: !Not [!Equals [!Ref OwnerArn, '']]", "HasOwner: !Equals [!Ref OwnerArn, '']"),
    ],
)
def test_what_cloudformation_acts_on_is_a_change(old: str, new: str) -> None:
    assert not same(changed(old, new), OURS)


@pytest.mark.parametrize("there", [{"Resources": {}}, "a: [", "nothing", "", "- a"])
def test_somebody_elses_template_is_another_one(there: object) -> None:
    assert not same(there, OURS)
