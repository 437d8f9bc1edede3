"""Policy documents as IAM takes them: JSON text."""

from __future__ import annotations

import json


def allowing(*actions: str, **more: object) -> str:
    """A policy that allows these actions on every resource; `Condition=…` under a condition."""
    one = {"Effect": "Allow", "Action": actions, "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": one})
