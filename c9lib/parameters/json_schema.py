"""The JSON schema from which editors complete and check `parameters/*.yaml`."""

from __future__ import annotations

from typing import Any

from c9lib.parameters.model import Parameters
from c9lib.parameters.rows import option


def schema() -> dict[str, Any]:
    """JSON schema, draft 2020-12, of one parameter file.

    Rules between parameters aren't in it: a file may be one of several that only together make a whole.
    """
    made = Parameters.model_json_schema()
    properties = {name: _property(name, raw) for name, raw in made["properties"].items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Parameters of the Cloud9 no-ingress runbook",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _property(name: str, raw: dict[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in raw.items() if key != "title"}
    told["description"] = f"{raw['description']} ({option(name).limits})"
    return told
