"""Whether everything that a template names is in it."""

from __future__ import annotations

import pytest

from tests.simulator.templates.making import refusal, template

RESOURCES = "Template format error: Unresolved resource dependencies [{}] in the Resources block of the template"
OUTPUTS = "Template format error: Unresolved resource dependencies [{}] in the Outputs block of the template"
CONDITIONS = (
    "Template format error: Unresolved dependencies [{}]. Cannot reference resources in the Conditions block of the "
    "template"
)
IMPORT = (
    "Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs"
)
EXPORT = (
    "Template format error: The Name field of Export must not depend on any resources, imported values, or Fn::GetAZs."
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Resources: {A: {Type: T, Properties: {P: !Ref B}}}", RESOURCES.format("B")),
        ("Resources: {A: {Type: T, Properties: {P: [!Ref B, !Ref C, !Ref B]}}}", RESOURCES.format("B, C")),
        ("Resources: {A: {Type: T, Properties: {P: !Ref 'AWS::Resion'}}}", RESOURCES.format("AWS::Resion")),
        ("Resources: {A: {Type: T, Properties: {P: !Sub '${B}-x'}}}", RESOURCES.format("B")),
        ("Resources: {A: {Type: T, Properties: {P: !Sub '${aws:username}'}}}", RESOURCES.format("aws:username")),
        ("Resources: {A: {Type: T, Properties: {P: !Sub ['${B}', {B: !Ref C}]}}}", RESOURCES.format("C")),
        ("Resources: {A: {Type: T, DependsOn: [B]}}", RESOURCES.format("B")),
        ("Resources: {A: {Type: T, DependsOn: P}}\nParameters: {P: {Type: String}}", RESOURCES.format("P")),
        ("Resources: {A: {Type: T, Metadata: {P: !Ref B}}}", RESOURCES.format("B")),
        (
            "Conditions: {C: !Equals [a, a]}\nResources: {A: {Type: T, Properties: {P: !If [C, a, !Ref B]}}}",
            RESOURCES.format("B"),
        ),
        (
            "Resources: {A: {Type: T, Properties: {P: !GetAtt B.Arn}}}",
            "Template error: instance of Fn::GetAtt references undefined resource B",
        ),
        (
            "Parameters: {P: {Type: String}}\nResources: {A: {Type: T, Properties: {P: !GetAtt P.Arn}}}",
            "Template error: instance of Fn::GetAtt references undefined resource P",
        ),
        (
            "Resources: {A: {Type: T, Properties: {P: !Sub '${B.Arn}'}}}",
            "Template error: instance of Fn::Sub references invalid resource attribute B.Arn",
        ),
        ("Outputs: {O: {Value: !Ref B}}", OUTPUTS.format("B")),
        (
            "Outputs: {O: {Value: !GetAtt B.Arn}}",
            "Template error: instance of Fn::GetAtt references undefined resource B",
        ),
        ("Conditions: {C: !Equals [!Ref Vpc, a]}", CONDITIONS.format("Vpc")),
        ("Conditions: {C: !Not [!Equals [!Sub '${B}', !GetAtt Vpc.Id]]}", CONDITIONS.format("B, Vpc")),
        ("Conditions: {C: !Equals [!ImportValue a, b]}", "Template error: Cannot use Fn::ImportValue in Conditions."),
        (
            "Conditions: {C: !Equals [!Select [0, !GetAZs ''], b]}",
            "Template error: Cannot use Fn::GetAZs in Conditions.",
        ),
        (
            "Conditions: {C: !Not [!Condition D]}",
            "Template format error: Unresolved condition dependency D in the Conditions block of the template",
        ),
        (
            "Conditions: {C: !Not [!Condition D], D: !Not [!Condition C]}",
            "Template error: Found circular condition dependency: [C, D]",
        ),
        ("Conditions: {C: !Not [!Condition C]}", "Template error: Found circular condition dependency: [C]"),
        (
            "Resources: {A: {Type: T, Condition: C}}",
            "Template format error: Unresolved condition dependency C in the Resources block of the template",
        ),
        (
            "Outputs: {O: {Value: a, Condition: C}}",
            "Template format error: Unresolved condition dependency C in the Outputs block of the template",
        ),
        (
            "Outputs: {O: {Value: !If [C, a, b]}}",
            "Template error: unresolved condition dependency C in Fn::If",
        ),
        (
            "Resources: {A: {Type: T, Properties: {P: !FindInMap [M, a, b]}}}",
            "Template error: Mapping named 'M' is not present in the 'Mappings' section of template.",
        ),
        (
            "Mappings: {M: {a: {b: c}}}\nOutputs: {O: {Value: !FindInMap [M, x, b]}}",
            "Template error: Unable to get mapping for M::x::b",
        ),
        (
            "Mappings: {M: {a: {b: c}}}\nConditions: {C: !Equals [!FindInMap [M, a, x], y]}",
            "Template error: Unable to get mapping for M::a::x",
        ),
        ("Outputs: {O: {Value: !ImportValue {'Fn::Sub': '${Vpc}-id'}}}", IMPORT),
        ("Resources: {A: {Type: T, Properties: {P: [!ImportValue {Ref: A}]}}}", IMPORT),
        ("Outputs: {O: {Value: !ImportValue {'Fn::ImportValue': a}}}", IMPORT),
        ("Outputs: {O: {Value: !ImportValue {'Fn::Select': [0, !GetAZs '']}}}", IMPORT),
        ("Outputs: {O: {Value: a, Export: {Name: !Ref Vpc}}}", EXPORT),
        ("Outputs: {O: {Value: a, Export: {Name: !Sub '${Vpc.Id}'}}}", EXPORT),
        ("Outputs: {O: {Value: a, Export: {Name: !ImportValue b}}}", EXPORT),
        (
            "Resources: {A: {Type: T, Metadata: {P: !Ref B}}, B: {Type: T, DependsOn: A}, C: {Type: T, DependsOn: B}}",
            "Circular dependency between resources: [A, B]",
        ),
        ("Resources: {A: {Type: T, Properties: {P: !GetAtt A.Arn}}}", "Circular dependency between resources: [A]"),
        ("Resources: {A: {Type: T, Metadata: {P: !Ref A}}}", "Circular dependency between resources: [A]"),
    ],
)
def test_a_name_that_leads_nowhere_is_refused_in_awss_words(text: str, message: str) -> None:
    assert refusal(text) == message


@pytest.mark.parametrize(
    "text",
    [
        "Resources: {A: {Type: T, Properties: {P: !Sub ['${B}${C.D}', {B: a, C.D: b}]}}}",
        "Resources: {A: {Type: T, Properties: {P: !Sub '${!B}${AWS::StackId}'}}}",
        "Outputs: {O: {Value: !ImportValue {'Fn::Sub': '${AWS::StackName}-id'}, Export: {Name: !Ref 'AWS::Region'}}}",
        "Parameters: {C: {Type: String}}\nConditions: {C: !Equals [!Ref C, a]}",  # a condition may have its name
        "Mappings: {M: {us-east-1: {b: c}}}\nOutputs: {O: {Value: !FindInMap [M, !Ref 'AWS::Region', b]}}",
    ],
)
def test_a_name_that_leads_somewhere_is_taken(text: str) -> None:
    assert template(text).parts


def test_a_circle_that_a_condition_may_open_is_left_for_the_parameters() -> None:
    made = template(
        """
        Parameters: {P: {Type: String}}
        Conditions: {C: !Equals [!Ref P, a]}
        Resources:
          A: {Type: T, Properties: {P: !If [C, !Ref B, x]}}
          B: {Type: T, Properties: {P: !If [C, x, !Ref A]}}
        """
    )

    assert list(made.parts) == ["A", "B"]
