"""Every operation that the library itself calls has an expectation in the tables."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore import xform_name

from tests.policy.actions.test_every_operation import MODELS
from tests.policy.actions.test_expectations import ALL as CASES

ROOMS = Path(__file__).parents[3] / "c9lib"
CALLING = ("aws", "checks", "notebook", "steps")
VERB = re.compile(r"(add|attach|authorize|create|delete|describe|detach|get|list|put|remove|revoke|tag|untag)_")


KINDS = "group|instance_profile|policy|role|user|ingress|egress"
"""What the library puts into the name of a method."""


def operations() -> dict[str, list[tuple[str, str]]]:
    """The operations of all services by the name of boto3's method."""
    found: dict[str, list[tuple[str, str]]] = {}
    for service, model in MODELS.items():
        for name in model.operation_names:
            found.setdefault(xform_name(name), []).append((service, name))
    return found


METHODS = {method: names for method, names in operations().items() if "_" in method}


def called() -> Iterator[str]:
    """Methods of boto3 that the library's code names, also where it puts a name together: `f"attach_{kind}_policy"`."""
    for room in CALLING:
        for path in sorted((ROOMS / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                yield from _named(node)


def _named(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and node.attr in METHODS:
        yield node.attr
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in METHODS:
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = [re.escape(str(one.value)) if isinstance(one, ast.Constant) else f"({KINDS})" for one in node.values]
        pattern = "".join(parts)
        if VERB.match(pattern):
            yield from (method for method in METHODS if re.fullmatch(pattern, method))


CALLED = sorted(set(called()))
EXPECTED = {(case.service, case.operation) for case in CASES}


def test_the_calls_are_found() -> None:
    assert {"create_role", "run_instances", "create_environment_ec2", "attach_role_policy"} & set(CALLED) >= {
        "create_role",
        "create_environment_ec2",
        "attach_role_policy",
    }
    assert len(CALLED) > 80


@pytest.mark.parametrize("method", CALLED)
def test_a_call_of_the_library_has_its_expectation(method: str) -> None:
    assert EXPECTED & set(METHODS[method]), f"no table has an expectation for {METHODS[method]}"
