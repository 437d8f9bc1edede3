"""Pages of KMS's lists."""

from __future__ import annotations

from c9lib.simulator.api import Answer, ApiCall, ApiError
from c9lib.simulator.services.cloud9.paging import BadTokenError, Item, page

PAGE = 50
"""Items on a page when a request doesn't say (API reference, `Limit` of ListAliases and ListGrants)."""


def paged(call: ApiCall, member: str, items: list[Item]) -> Answer:
    """One page by the request's Limit and Marker. Raises InvalidMarkerException."""
    try:
        shown, marker = page(items, call.operation, call.params.get("Marker"), call.params.get("Limit") or PAGE)
    except BadTokenError:
        raise ApiError("InvalidMarkerException", "Invalid marker") from None
    told = {"NextMarker": marker} if marker else {}
    return {member: shown, "Truncated": bool(marker), **told}
