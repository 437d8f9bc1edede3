"""What CloudFormation tells of a template without carrying it out: ValidateTemplate and GetTemplateSummary."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from c9lib.simulator.templates.capabilities import reason, required
from c9lib.simulator.templates.nouns import Declared, Template


def validated(template: Template) -> dict[str, Any]:
    """The answer of ValidateTemplate."""
    parameters = [
        {
            "ParameterKey": declared.name,
            "DefaultValue": declared.default,
            "NoEcho": declared.no_echo,
            "Description": declared.description or None,
        }
        for declared in template.parameters.values()
    ]
    return {"Parameters": [_filled(row) for row in parameters], **_both(template)}


def summarized(template: Template, identifiers: Callable[[str], Sequence[str]] = lambda _: ()) -> dict[str, Any]:
    """The answer of GetTemplateSummary; `identifiers` names the properties that a resource type is imported by."""
    kinds = list(dict.fromkeys(part.kind for part in template.parts.values()))
    return {
        "Parameters": [_parameter(declared) for declared in template.parameters.values()],
        "ResourceTypes": kinds,
        "ResourceIdentifierSummaries": [
            {
                "ResourceType": kind,
                "LogicalResourceIds": [part.logical_id for part in template.parts.values() if part.kind == kind],
                "ResourceIdentifiers": list(identifiers(kind)),
            }
            for kind in kinds
        ],
        **_filled(
            {
                "Version": template.version or None,
                "Metadata": json.dumps(template.metadata, separators=(",", ":")) if template.metadata else None,
            }
        ),
        **_both(template),
    }


def _parameter(declared: Declared) -> dict[str, Any]:
    constraints = {"AllowedValues": list(declared.allowed)} if declared.allowed else {}
    return _filled(
        {
            "ParameterKey": declared.name,
            "DefaultValue": declared.default,
            "ParameterType": declared.kind,
            "NoEcho": declared.no_echo,
            "Description": declared.description or None,
            "ParameterConstraints": constraints,
        }
    )


def _both(template: Template) -> dict[str, Any]:
    return _filled(
        {
            "Description": template.description or None,
            "Capabilities": list(required(template)) or None,
            "CapabilitiesReason": reason(template) or None,
        }
    )


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}
