"""The two ways to one environment, side by side: what each is asked, and what can be changed later.

Made from the request of the one and the template's parameters of the other, so that it can't tell what isn't so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c9lib import templates
from c9lib.notebook.guides import Guide
from c9lib.nouns import Table
from c9lib.show import Source
from c9lib.steps.base import translated
from c9lib.steps.endpoint_parts import endpoints
from c9lib.steps.launching import request
from c9lib.steps.stack_wanted import IN_PLACE, wanted

UNKNOWN_SUBNET = "of step network"
IN_TEMPLATE = "written in the template"
OF_STACK = "tags of the stack"
RENAMED = {"name": "EnvironmentName"}
"""Parameters of the template that aren't called as Cloud9's member is. Its property is."""
CHANGED_BY_TAGS = "tags"


def both_ways(step: Guide) -> Table:
    """A row for each thing that Cloud9 is told: by which member of CreateEnvironmentEC2, by which parameter of the
    template, and what a change of it does to an environment that is there. Reads only.
    """
    session = step.session
    with translated(session):
        around = endpoints(session)
        subnet = around.here.subnet_id if around else UNKNOWN_SUBNET
        asked, given = request(session, subnet), wanted(session, subnet).parameters
    return Table(
        "Two ways to ask for the same environment",
        ("value", "api: CreateEnvironmentEC2", "cloudformation: parameter", "a change later"),
        tuple(_rows(asked, given)),
        note="Empty parameters of the template are left out of the request, as the API leaves them out.",
    )


def template(name: templates.Name) -> Source:
    """A template that comes with the library: `environment`, `role-and-profile`, `whole`."""
    return Source(f"{name}.yaml", templates.text(name))


def _rows(asked: Mapping[str, Any], given: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The members of the request in its order; what only the template names comes last."""
    told = set()
    for member, value in asked.items():
        parameter = RENAMED.get(member, member[0].upper() + member[1:])
        told.add(parameter)
        yield _words(value), member, _place(member, parameter, given), _later(member, parameter)
    for parameter in given:
        if parameter not in told:
            yield _words(given[parameter]), "–", parameter, _later("", parameter)


def _place(member: str, parameter: str, given: Mapping[str, str]) -> str:
    if parameter in given:
        return parameter
    return OF_STACK if member == CHANGED_BY_TAGS else IN_TEMPLATE


def _later(member: str, parameter: str) -> str:
    return "in place" if parameter in IN_PLACE or member == CHANGED_BY_TAGS else "another environment"


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(f"{tag['Key']}={tag['Value']}" for tag in value)
    return str(value) or "(empty)"
