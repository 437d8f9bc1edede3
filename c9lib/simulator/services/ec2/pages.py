"""EC2's lists in pages, by MaxResults and NextToken: moto gives everything at once, whatever was asked for."""

from __future__ import annotations

from dataclasses import replace

from c9lib.simulator import models
from c9lib.simulator.api import Answer, ApiCall, ApiError, Handler, handler_for
from c9lib.simulator.services.cloud9.paging import BadTokenError, page

ASKS = ("MaxResults", "NextToken")
PAGES_ITSELF = ("DescribeVpcEndpointServices",)
"""Operations of ours with more than one list in their answer."""
LARGEST = 1000
"""Items on a page when only a token is given (EC2 API reference: at most 1,000 for most lists)."""


def paged(service: str, operation: str, params: dict[str, object]) -> Handler | None:
    """Our own answer to an operation, cut to a page where one was asked for; None where moto's is as good."""
    own = handler_for(service, operation)
    if service != "ec2" or operation in PAGES_ITSELF or not any(params.get(name) is not None for name in ASKS):
        return own
    member = models.listed(service, operation)
    return _one_page(own or ApiCall.forward, member) if member else own


def _one_page(whole: Handler, member: str) -> Handler:
    def answer(call: ApiCall) -> Answer:
        size, token = (call.params.get(name) for name in ASKS)
        _checked(call, size)
        told = whole(replace(call, params={name: value for name, value in call.params.items() if name not in ASKS}))
        try:
            shown, following = page(told.get(member, []), call.operation, token, size or LARGEST)
        except BadTokenError:
            raise ApiError("InvalidNextToken", f"The token '{token}' is invalid") from None
        return {**told, member: shown, "NextToken": following}

    return answer


def _checked(call: ApiCall, size: int | None) -> None:
    """Raise `ApiError` for a page that is larger or smaller than the operation's model allows."""
    smallest, largest = models.bounds(call.service, call.operation, "MaxResults")
    if size is not None and not (smallest or 1) <= size <= (largest or LARGEST):
        expects = f"greater than {smallest or 1}" if size < (smallest or 1) else f"lower than {largest or LARGEST}"
        told = f"Value ( {size} ) for parameter maxResults is invalid. Expecting a value {expects}."
        raise ApiError("InvalidParameterValue", told)
