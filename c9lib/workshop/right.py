"""Which seats are right already, so that a launch needn't touch them: seen in few calls, however many there are."""

from __future__ import annotations

from c9lib.aws import Session
from c9lib.steps.base import translated
from c9lib.steps.environments import Environment, described
from c9lib.steps.members import memberships
from c9lib.workshop.layout import Layout
from c9lib.workshop.model import Seat
from c9lib.workshop.state import look_at


def seats_right(session: Session, layout: Layout) -> frozenset[str]:
    """The names of the seats whose environment is there as asked, online or stopped for lack of use, with its members.

    What AWS doesn't show isn't right: its seat is run, and its steps say more. Raises `AwsError`.
    """
    seen = look_at(session, layout, most_calls=None)
    well = {name: state.environment_id for name, state in seen.items() if state.well and state.environment_id}
    if not well:
        return frozenset()
    with translated(session):
        there = {one["id"]: one for one in described(session, readable=True, listed=well.values())}
        held = _members(session, layout, well)
    return frozenset(
        seat.name
        for seat in layout.roster.seats
        if seat.name in well and _as_asked(there.get(well[seat.name]), seat) and _shared(well[seat.name], seat, held)
    )


def _as_asked(environment: Environment | None, seat: Seat) -> bool:
    """Whether it is the one that the roster means; what isn't is refused, or made anew, by step environment."""
    if environment is None:
        return False
    asked = seat.parameters
    wanted = ("CONNECT_SSM", asked.environment_name, asked.owner_arn)
    return wanted == (environment.get("connectionType"), environment["name"], environment["ownerArn"])


def _shared(environment_id: str, seat: Seat, held: dict[str, set[str]]) -> bool:
    return all(environment_id in held.get(arn, ()) for arn in seat.parameters.members)


def _members(session: Session, layout: Layout, well: dict[str, str]) -> dict[str, set[str]]:
    """The environments that each member shares: asked for by member, or by environment where those are fewer."""
    wanted = {arn for seat in layout.roster.seats if seat.name in well for arn in seat.parameters.members}
    if len(wanted) <= len(well):
        return {arn: _environments_of(session, arn) for arn in wanted}
    held: dict[str, set[str]] = {}
    for environment_id in well.values():
        for arn in memberships(session, environment_id):
            held.setdefault(arn, set()).add(environment_id)
    return held


def _environments_of(session: Session, arn: str) -> set[str]:
    found = session.pages("cloud9", "describe_environment_memberships", "memberships", userArn=arn)
    return {str(one["environmentId"]) for one in found}
