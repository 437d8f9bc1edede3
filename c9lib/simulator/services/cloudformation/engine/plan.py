"""A submission with its conditions decided: which resources are to be there, what each needs, what each gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.simulator.resources.nouns import Properties, ResourceFailed
from c9lib.simulator.resources.validation import coerced, mistakes, refusal, unsimulated
from c9lib.simulator.services.stacks import Output, Submission
from c9lib.simulator.templates.intrinsics import holding, resolve
from c9lib.simulator.templates.nouns import Part, Scope
from c9lib.simulator.templates.order import check, needs, present
from c9lib.simulator.templates.outputs import outputs

NOT_SIMULATED = "{} isn't simulated here. AWS has it; this simulator doesn't."
"""`api.NotSimulated`, as the reason of an event."""


class Plan:
    """What a submission comes to in a scope. Raises `TemplateError` when what is to be there needs what isn't."""

    def __init__(self, wanted: Submission, scope: Scope) -> None:
        self.template, self.scope = wanted.template, scope
        self._holding = holding(self.template, scope)
        self.parts: Mapping[str, Part] = present(self.template, self._holding)
        self.needs: dict[str, frozenset[str]] = {}
        check(self.template, self._holding)
        for name, part in self.parts.items():
            self.needs[name] = needs(part, self.template, self._holding)

    def properties(self, logical_id: str) -> Properties:
        """The resolved properties of a resource. Raises `TemplateError` and `ResourceFailed`."""
        part = self.parts[logical_id]
        return coerced(part.kind, resolve(dict(part.properties), self.template, self.scope))

    def metadata(self, logical_id: str) -> Mapping[str, Any]:
        """The resolved metadata of a resource."""
        return dict(resolve(dict(self.parts[logical_id].metadata), self.template, self.scope))

    def checked(self, logical_id: str) -> Properties:
        """The same, after the schema's look at them. Raises `ResourceFailed` with the registry's words."""
        properties, kind = self.properties(logical_id), self.parts[logical_id].kind
        if found := mistakes(kind, properties):
            raise ResourceFailed(refusal(logical_id, found))
        if beyond := unsimulated(kind, properties):
            raise ResourceFailed(NOT_SIMULATED.format(", ".join(beyond)))
        return properties

    def outputs(self) -> tuple[Output, ...]:
        """The outputs, as the stack is now."""
        return tuple(Output(*told) for told in outputs(self.template, self.scope))
