"""Which service principals AWS knows (`ec2.amazonaws.com`), so that a mistyped one in a trust policy is refused.

AWS publishes no list. Known are: every name that the SDK has for a service, and every principal that AWS's own managed
policies mention.
"""

from __future__ import annotations

import re
from functools import cache

from c9lib.simulator import models, moto_state

DOMAIN = ".amazonaws.com"
MENTIONED = re.compile(r"[a-z0-9][a-z0-9.-]*\.amazonaws\.com")
REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")


def is_known(principal: str) -> bool:
    """Whether this is a service principal, with or without a Region in it (`ssm.eu-west-1.amazonaws.com`)."""
    if not principal.endswith(DOMAIN):
        return False
    labels = principal.removesuffix(DOMAIN).split(".")
    name = ".".join(label for label in labels if not REGION.fullmatch(label))
    return name in models.service_names() or f"{name}{DOMAIN}" in _mentioned()


@cache
def _mentioned() -> frozenset[str]:
    return frozenset(MENTIONED.findall(moto_state.iam_aws_managed_documents()))
