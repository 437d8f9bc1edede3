"""What a plan of endpoints says besides its changes: what is optional, and what it means for others in the VPC."""

from __future__ import annotations

from collections.abc import Iterator

from c9lib.aws import Session
from c9lib.nouns import cost
from c9lib.steps import costs
from c9lib.steps.egress import WARNINGS
from c9lib.steps.endpoint_guard import Guard
from c9lib.steps.endpoint_parts import Endpoints
from c9lib.steps.reading import in_words, is_ours
from c9lib.steps.s3_gateway import S3Gateway

OPTIONAL = (
    "In this subnet the endpoints are optional: its instance has another way to Systems Manager. With private DNS the"
    " traffic takes the endpoints from now on."
)


def notes(session: Session, there: Endpoints | None, guard: Guard, *, guarding: bool) -> tuple[str, ...]:
    """The notes of the plan; while there is no subnet yet only what `restrict_egress` will mean."""
    if there is None:
        return WARNINGS if session.parameters.restrict_egress else ()
    return tuple(_notes(session, there, guard, guarding=guarding))


def _notes(session: Session, there: Endpoints, guard: Guard, *, guarding: bool) -> Iterator[str]:
    services = session.parameters.endpoint_services
    interfaces = [service for service in services if service != "s3"]
    missing = [service for service in interfaces if there.interface(service) is None]
    if interfaces and len(missing) == len(interfaces) and there.here.way == "open":
        yield OPTIONAL
    if "ec2messages" in missing:
        yield _optional_service(session)
    if there.others and guarding:
        names = in_words(str(one["NetworkInterfaceId"]) for one in there.others)
        yield (
            f"{there.here.vpc_id} isn't this deployment's, and others are in it ({names}). The names of these services"
            " lead them to the endpoints, too; so that nobody is cut off, the endpoints let in the whole VPC and not"
            " just the instance's group."
        )
    elif guarding and guard.note():
        yield guard.note()
    for service in interfaces:
        found = there.interface(service)
        if found and not is_ours(session, found):
            yield f"{found['VpcEndpointId']} for {service} isn't this deployment's: it is used, and never changed."
    if "s3" in services:
        yield from S3Gateway(session, there).notes()


def _optional_service(session: Session) -> str:
    price = costs.interface_endpoint(session)
    saved = f" Leaving it out saves {cost(price)} per hour." if price else ""
    return (
        "ec2messages is wanted because Cloud9's page demands it. It may be left out of endpoint_services: agents from"
        f" 3.3.40.0 on use ssmmessages instead.{saved}"
    )
