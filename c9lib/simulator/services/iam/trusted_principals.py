"""Users and roles in trust policies, when their ARN changes or they go.

IAM keeps a principal of a trust policy by its unique id, and shows the ARN of whoever has that id now. So a new name
or path is followed; and of who is deleted the id is left, which a new user of the same name doesn't have (IAM User
Guide, "AWS JSON policy elements: Principal", "IAM role principals" and "IAM user principals").
"""

from __future__ import annotations

import json
from typing import Any

from c9lib.policy import listed, statements
from c9lib.simulator import moto_policies, moto_state


def change(arn: str, now: str) -> None:
    """Name a principal otherwise in every trust policy: by its new ARN, or by its id."""
    for name in moto_state.iam_names("role"):
        role = moto_policies.entity("role", name)
        document: dict[str, Any] = json.loads(role.trust) if role else {}
        found = [
            principal for principal in map(_principal, statements(document)) if arn in listed(principal.get("AWS"))
        ]
        for principal in found:
            held = [now if one == arn else one for one in listed(principal["AWS"])]
            principal["AWS"] = held if isinstance(principal["AWS"], list) else held[0]
        if found:
            moto_state.iam_set_role_trust(name, json.dumps(document))


def _principal(statement: Any) -> dict[str, Any]:
    told = statement.get("Principal")
    return told if isinstance(told, dict) else {}
