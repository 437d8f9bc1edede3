"""ListExports and ListImports."""

from __future__ import annotations

from typing import Any

from c9lib.simulator.api import Answer, ApiCall
from c9lib.simulator.services.cloudformation.door import cloudformation, invalid
from c9lib.simulator.services.cloudformation.engine.exports import Export, exports, importers
from c9lib.simulator.services.cloudformation.pages import paged


@cloudformation("ListExports")
def list_exports(call: ApiCall) -> Answer:
    """What the stacks of the Region export, by name."""

    def shown(export: Export) -> dict[str, Any]:
        return {"ExportingStackId": export.stack.id, "Name": export.name, "Value": export.value}

    found = sorted(exports(call.world, call.region).values(), key=lambda export: export.name)
    return paged(call, "Exports", found, shown)


@cloudformation("ListImports")
def list_imports(call: ApiCall) -> Answer:
    """The names of the stacks that import an export."""
    name = call.params["ExportName"]
    found = [stack.name for stack in importers(call.world, call.region, name)]
    if not found:
        raise invalid(f"Export '{name}' is not imported by any stack.")
    return paged(call, "Imports", found, str)
