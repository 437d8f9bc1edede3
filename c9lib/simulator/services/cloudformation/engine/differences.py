"""What a submission would do to a stack, resource by resource, before anything is done: what a change set shows.

Source: API reference of ResourceChange, ResourceChangeDetail and ResourceTargetDefinition; AWS, "Update a stack using
change sets". What isn't known before it exists is UNKNOWN, and what hangs on it is evaluated dynamically.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from c9lib.simulator.api import ApiError
from c9lib.simulator.resources.nouns import Properties, ResourceFailed
from c9lib.simulator.services.cloudformation.engine.comparing import Changed, changed, needs_another, taggable
from c9lib.simulator.services.cloudformation.engine.plan import Plan
from c9lib.simulator.services.cloudformation.engine.record import removed
from c9lib.simulator.services.cloudformation.engine.scope import StackScope, check_attribute
from c9lib.simulator.services.cloudformation.engine.site import Site, alive
from c9lib.simulator.services.cloudformation.engine.sources import Detail, attributes, details
from c9lib.simulator.services.stacks import Resource, Stack, Submission, Worker
from c9lib.simulator.templates.nouns import UNKNOWN, TemplateError, Value
from c9lib.simulator.world import World

Replacement = Literal["True", "False", "Conditional", ""]

ANEW = frozenset({"Ref", "GetAtt"})
CHANGED = frozenset({"GetAtt"})
"""Attributes of a resource that is changed in place: AWS takes them all for changed until it is done."""


@dataclass(frozen=True)
class ResourceChange:
    """One resource of a change set; `replacement`, `scope` and `details` are of those that are modified alone."""

    action: Literal["Add", "Modify", "Remove"]
    logical_id: str
    kind: str
    physical_id: str = ""
    replacement: Replacement = ""
    scope: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()
    policy_action: Literal["Delete", "Retain", "ReplaceAndDelete", "ReplaceAndRetain", ""] = ""


class Foreseen(StackScope):
    """The scope of a stack before a change. `unknown` says which functions nobody can carry out yet that refer to a
    resource: Ref where its next physical id isn't known, GetAtt where it is changed in whatever way.
    """

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.kinds = {name: part.kind for name, part in site.wanted.template.parts.items()}
        self.unknown: dict[str, frozenset[str]] = {}
        self._known_imports = site.stack.imports

    def reference(self, logical_id: str) -> str:
        return UNKNOWN if "Ref" in self.unknown.get(logical_id, ()) else super().reference(logical_id)

    def attribute(self, logical_id: str, name: str) -> Value:
        if "GetAtt" not in self.unknown.get(logical_id, ()):
            return super().attribute(logical_id, name)
        check_attribute(logical_id, self.kinds[logical_id], name)
        return UNKNOWN

    def imported(self, name: str) -> str:
        """To look at a change isn't to use an export."""
        value = super().imported(name)
        self.site.stack.imports = self._known_imports
        return value


def differences(
    world: World, region: str, stack: Stack, wanted: Submission, worker: Worker
) -> tuple[ResourceChange, ...]:
    """What would be added, modified and removed. Raises `ApiError` for a submission that can't be resolved."""
    site = Site(world, region, stack, wanted, worker)
    scope = Foreseen(site)
    _check_kinds(stack, wanted)
    try:
        plan = Plan(wanted, scope)
        return (*_present(site, plan, scope), *_absent(stack, plan))
    except TemplateError as error:
        raise ApiError("ValidationError", str(error)) from None
    except ResourceFailed as error:
        raise ApiError("ValidationError", error.reason) from None


def _check_kinds(stack: Stack, wanted: Submission) -> None:
    """A logical id that has a resource keeps its type: another type needs another logical id."""
    told = wanted.template.parts
    known = [one for one in stack.resources.values() if alive(one) and one.logical_id in told]
    if others := [one.logical_id for one in known if told[one.logical_id].kind != one.kind]:
        refused = "Update of resource type is not permitted. The new template modifies resource type of the following"
        raise ApiError("ValidationError", f"{refused} resources: [{', '.join(others)}]")


def differs(stack: Stack, wanted: Submission) -> bool:
    """Whether there is something to do besides the resources: the stack's tags, its outputs, whom it notifies."""
    former = stack.submission
    if former is None:
        return True
    told = bool(wanted.template.outputs or former.template.outputs)
    outputs = told and (
        wanted.template.outputs != former.template.outputs
        or wanted.template.conditions != former.template.conditions
        or {name: one.value for name, one in wanted.parameters.items()}
        != {name: one.value for name, one in former.parameters.items()}
    )
    return outputs or wanted.tags != former.tags or wanted.notification_arns != former.notification_arns


def _present(site: Site, plan: Plan, scope: Foreseen) -> Iterator[ResourceChange]:
    """Those that are wanted, each after what it needs."""
    for name in _in_order(plan):
        resource = site.stack.resources.get(name)
        if not alive(resource):
            scope.unknown[name] = ANEW
            yield ResourceChange("Add", name, plan.parts[name].kind)
        elif (found := _modified(site, plan, scope, resource)) is not None:
            if found.replacement in ("True", "Conditional"):
                scope.unknown[name] = ANEW
            elif "Properties" in found.scope:
                scope.unknown[name] = CHANGED
            yield found


def _modified(site: Site, plan: Plan, scope: Foreseen, resource: Resource) -> ResourceChange | None:
    name, before = resource.logical_id, resource.properties
    after = plan.properties(name)
    changes = changed(resource.kind, before, after)
    tags = taggable(resource.kind) and site.wanted.tags != site.stack.tags
    beside = attributes(plan, resource)
    if not changes and not tags and not beside and resource.status != "UPDATE_FAILED":
        return None
    told = tuple(details(site, plan, resource, changes, scope.unknown, tags=tags, beside=beside))
    replacement = _replacement(resource.kind, changes, before, after)
    kept = plan.parts[name].update_replace_policy == "Retain"
    policy: Any = "" if replacement == "False" else "ReplaceAndRetain" if kept else "ReplaceAndDelete"
    scopes = tuple(dict.fromkeys(one.attribute for one in told))
    return ResourceChange("Modify", name, resource.kind, resource.physical_id, replacement, scopes, told, policy)


def _replacement(kind: str, changes: list[Changed], before: Properties, after: Properties) -> Replacement:
    """Whether another physical resource takes its place; Conditional while that hangs on what isn't known yet."""
    if not needs_another(kind, changes, before, after):
        return "False"
    certain = [one for one in changes if one.recreation == "Always" and not unknown_in(after.get(one.name))]
    return "True" if certain else "Conditional"


def unknown_in(value: Any) -> bool:
    """Whether something of a value isn't known before the change is made."""
    if isinstance(value, dict):
        return any(unknown_in(part) for part in value.values())
    if isinstance(value, list):
        return any(unknown_in(part) for part in value)
    return isinstance(value, str) and UNKNOWN in value


def _absent(stack: Stack, plan: Plan) -> Iterator[ResourceChange]:
    """Those that aren't wanted any more."""
    for doomed in removed(stack, frozenset(plan.parts)):
        one = doomed.resource
        policy: Any = "Retain" if doomed.kept else "Delete"
        yield ResourceChange("Remove", one.logical_id, one.kind, one.physical_id, policy_action=policy)


def _in_order(plan: Plan) -> list[str]:
    order: list[str] = []
    left = dict(plan.needs)
    while left:
        ready = [name for name, needed in left.items() if not needed & set(left)]
        order += ready
        left = {name: needed for name, needed in left.items() if name not in ready}
    return order
