"""The exports of a Region: outputs that other stacks import by name.

AWS: "Get exported outputs from a deployed CloudFormation stack".
"""

from __future__ import annotations

from dataclasses import dataclass

from c9lib.simulator.services.stacks import Output, Stack, living
from c9lib.simulator.templates.nouns import TemplateError
from c9lib.simulator.world import World


@dataclass(frozen=True)
class Export:
    """One export: whose it is, and its value."""

    name: str
    value: str
    stack: Stack


def exports(world: World, region: str) -> dict[str, Export]:
    """All exports of a Region by name, those of older stacks first."""
    return {
        output.export: Export(output.export, output.value, stack)
        for stack in living(world, region)
        for output in stack.outputs
        if output.export
    }


def importers(world: World, region: str, name: str) -> list[Stack]:
    """The stacks that import an export."""
    return [stack for stack in living(world, region) if name in stack.imports]


def check_exports(world: World, region: str, stack: Stack, wanted: tuple[Output, ...]) -> None:
    """Raise `TemplateError` when the stack's outputs would take a name that another has, or take away or change what
    another uses.
    """
    others = exports(world, region)
    for output in wanted:
        found = others.get(output.export)
        if found is not None and found.stack is not stack:
            raise TemplateError(f"Export with name {output.export} is already exported by stack {found.stack.name}.")
    after = {output.export: output.value for output in wanted}
    for output in stack.outputs:
        users = [one.name for one in importers(world, region, output.export)] if output.export else []
        if users and after.get(output.export) != output.value:
            change = "Cannot update" if output.export in after else "Delete canceled. Cannot delete"
            raise TemplateError(f"{change} export {output.export} as it is in use by {', '.join(users)}.")


def in_use(world: World, region: str, stack: Stack) -> str:
    """Why a stack can't be deleted: another one imports from it. "" when none does."""
    for output in stack.outputs:
        users = [one.name for one in importers(world, region, output.export)] if output.export else []
        if users:
            return f"Delete canceled. Cannot delete export {output.export} as it is in use by {', '.join(users)}."
    return ""
