"""Pages of CloudFormation's lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from c9lib.simulator.api import Answer, ApiCall
from c9lib.simulator.services.cloud9.paging import BadTokenError, Item, page
from c9lib.simulator.services.cloudformation.door import invalid

PAGE = 100
"""Items on a page (CloudFormation's API: up to 1 MB; ListStacks and ListStackResources 100)."""


def paged(call: ApiCall, member: str, items: list[Item], shown: Callable[[Item], Any]) -> Answer:
    """One page of `items` under the name `member`, each as `shown` shows it, with the token of the next page."""
    try:
        found, token = page(items, call.operation, call.params.get("NextToken"), PAGE)
    except BadTokenError:
        raise invalid(f"NextToken {call.params['NextToken']} is invalid") from None
    return {member: [shown(item) for item in found], "NextToken": token}
