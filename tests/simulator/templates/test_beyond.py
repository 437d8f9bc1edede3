"""What AWS takes in a template and this simulator refuses by name."""

from __future__ import annotations

import pytest

from c9lib.simulator.templates.nouns import NotInTemplates
from tests.simulator.templates.making import template


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Transform: AWS::Serverless-2016-10-31", "Transform"),
        ("Transform: [AWS::LanguageExtensions]", "Transform"),
        ("Rules: {A: {Assertions: [{Assert: !Equals [!ValueOf [P, Q], a]}]}}", "Fn::ValueOf"),
        ("Hooks: {}", "Hooks"),
        ("Resources: {A: {Type: B, CreationPolicy: {ResourceSignal: {Count: 1}}}}", "CreationPolicy"),
        ("Resources: {A: {Type: B, UpdatePolicy: {}}}", "UpdatePolicy"),
        ("Resources: {A: {Type: B, DeletionPolicy: Snapshot}}", "DeletionPolicy Snapshot"),
        ("Resources: {A: {Type: B, UpdateReplacePolicy: Snapshot}}", "UpdateReplacePolicy Snapshot"),
        ("Resources: {A: {Type: B, Properties: {C: {'Fn::Transform': {Name: 'AWS::Include'}}}}}", "Fn::Transform"),
        ("Resources: {A: {Type: B, Properties: {'Fn::Transform': {Name: x}, C: d}}}", "Fn::Transform"),
        ("Resources: {A: {Type: B, Properties: {C: !Transform {Name: x}}}}", "Fn::Transform"),
        ("Resources: {A: {Type: B, Properties: {C: {'Fn::Length': [1]}}}}", "Fn::Length"),
        ("Resources: {A: {Type: B, Properties: {C: {'Fn::ToJsonString': {}}}}}", "Fn::ToJsonString"),
        ("Resources: {A: {Type: B, Properties: {'Fn::ForEach::Each': [x, [a], {}]}}}", "Fn::ForEach"),
        ("Outputs: {A: {Value: {'Fn::Length': [1]}}}", "Fn::Length"),
        ("Outputs: {A: {Value: !GetStackOutput {StackName: b}}}", "Fn::GetStackOutput"),
        ("Resources: {A: {Type: B, Properties: {C: !ValueOf [a, b]}}}", "Fn::ValueOf"),
        (
            "Mappings: {M: {A: {B: c}}}\nOutputs: {A: {Value: !FindInMap [M, A, B, {DefaultValue: d}]}}",
            "Fn::FindInMap with a DefaultValue",
        ),
        (
            "Resources: {A: {Type: B, Properties: {C: '{{resolve:secretsmanager:x:SecretString:y}}'}}}",
            "{{resolve:secretsmanager:...}}",
        ),
        ("Resources: {A: {Type: B, Properties: {C: ['a{{resolve:ssm-secure:x:1}}']}}}", "{{resolve:ssm-secure:...}}"),
        ("Outputs: {A: {Value: !Sub '{{resolve:secretsmanager:${AWS::Region}}}'}}", "{{resolve:secretsmanager:...}}"),
        ("Parameters: {A: {Type: String, Default: '{{resolve:ssm-secure:x:1}}'}}", "{{resolve:ssm-secure:...}}"),
    ],
)
def test_what_is_not_simulated_is_refused_by_name(text: str, what: str) -> None:
    with pytest.raises(NotInTemplates) as refused:
        template(text)

    assert refused.value.what == what


@pytest.mark.parametrize("section", ["Resources", "Outputs", "Conditions"])
def test_a_loop_in_a_section_is_refused_by_name(section: str) -> None:
    with pytest.raises(NotInTemplates, match=r"^Fn::ForEach$"):
        template(f"{section}: {{'Fn::ForEach::Each': [x, [a], {{}}], A: {{Type: B}}}}")


@pytest.mark.parametrize(
    "text",
    [
        "'Fn::Transform': {Name: 'AWS::Include'}",
        "Parameters: {'Fn::Transform': {Name: 'AWS::Include'}}",
        "Resources: {'Fn::Transform': {Name: 'AWS::Include'}}",
        "Resources: {A: {Type: B, 'Fn::Transform': {Name: 'AWS::Include'}}}",
    ],
)
def test_an_included_file_is_refused_by_name(text: str) -> None:
    with pytest.raises(NotInTemplates, match=r"^Fn::Transform$"):
        template(text)
