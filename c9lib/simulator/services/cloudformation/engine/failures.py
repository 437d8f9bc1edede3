"""What a stack says of the resources that have failed."""

from __future__ import annotations

from c9lib.simulator.services.stacks import Stack


def failed_to(verb: str, stack: Stack) -> str:
    """`The following resource(s) failed to create: [A, B].`, of those that are in that status; "" where none is."""
    names = [name for name, one in stack.resources.items() if one.status == f"{verb.upper()}_FAILED"]
    return f"The following resource(s) failed to {verb}: [{', '.join(names)}]." if names else ""
