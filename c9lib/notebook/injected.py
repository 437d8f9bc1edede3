"""The parameters of a notebook: what its cell says, and what papermill put below it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from c9lib.parameters import NAMES, Parameters, from_mapping

MARK = "# Parameters"
"""The first line of the cell that papermill injects (papermill.translators.Translator.codify)."""


def parameters_of(names: Mapping[str, Any]) -> Parameters:
    """The parameters among a notebook's globals. Raises `ParameterError`, also for injected names that nobody knows."""
    told = {name: names[name] for name in NAMES if name in names}
    told.update({name: names[name] for name in injected_names(names.get("In", ())) if name in names})
    return from_mapping(told, where="this notebook")


def injected_names(history: Any) -> list[str]:
    """The names that papermill assigned, from IPython's history of cells."""
    found: list[str] = []
    for source in history:
        if str(source).startswith(MARK):
            assigned = [node for node in ast.parse(source).body if isinstance(node, ast.Assign)]
            found += [target.id for node in assigned for target in node.targets if isinstance(target, ast.Name)]
    return found
