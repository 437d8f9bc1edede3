"""The limits in botocore's model of Systems Manager, refused as Systems Manager refuses."""

from __future__ import annotations

from c9lib.simulator import models
from c9lib.simulator.api import ApiCall, ApiError
from c9lib.simulator.limits import refuse, violations


def check(call: ApiCall) -> None:
    """Raise ValidationException for lengths, numbers, patterns and enums that the operation doesn't take."""
    model = models.operation_model(call.service, call.operation)
    found = violations(model.input_shape, call.params) if model and model.input_shape else []
    if found:
        raise ApiError("ValidationException", refuse(found).message)
