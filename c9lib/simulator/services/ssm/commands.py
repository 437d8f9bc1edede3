"""Run Command, which moto only pretends: it sends to all instances and always succeeds. Refused by name."""

from __future__ import annotations

from c9lib.simulator.api import Answer, ApiCall, NotSimulated, operation


@operation("ssm", "SendCommand", "CancelCommand", "ListCommands", "ListCommandInvocations", "GetCommandInvocation")
def run_command(call: ApiCall) -> Answer:
    """Not here."""
    raise NotSimulated(f"ssm:{call.operation} (Run Command)")
