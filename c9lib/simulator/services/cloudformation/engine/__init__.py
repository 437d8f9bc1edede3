"""The life of a stack, event by event, as CloudFormation does it.

An operation (`operation.py`) is what is under way on a stack. It asks a `Plan` what is wanted, lets a `Flow` find whose
turn it is, and a `Task` carry the handler's verb out, step by step in simulated time.
"""

from c9lib.simulator.services.cloudformation.engine.creating import create
from c9lib.simulator.services.cloudformation.engine.differences import ResourceChange, differences, differs
from c9lib.simulator.services.cloudformation.engine.drift import Drifted, detect
from c9lib.simulator.services.cloudformation.engine.rolling_back import continue_rollback
from c9lib.simulator.services.cloudformation.engine.types import check_types
from c9lib.simulator.services.cloudformation.engine.undoing import delete
from c9lib.simulator.services.cloudformation.engine.updating import cancel_update, update

__all__ = [
    "Drifted",
    "ResourceChange",
    "cancel_update",
    "check_types",
    "continue_rollback",
    "create",
    "delete",
    "detect",
    "differences",
    "differs",
    "update",
]
