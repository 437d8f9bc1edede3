"""Operations of IAM that this simulator refuses by name, though moto has something that would mislead."""

from __future__ import annotations

from c9lib.simulator.api import Answer, ApiCall, NotSimulated, operation


@operation(
    "iam",
    "SimulatePrincipalPolicy",
    "SimulateCustomPolicy",
    "GetContextKeysForPrincipalPolicy",
    "GetContextKeysForCustomPolicy",
)
def refuse(call: ApiCall) -> Answer:
    """Evaluating a policy needs an evaluator of policies, which isn't here yet."""
    raise NotSimulated(f"iam:{call.operation}")
