"""The two ways side by side: made from the request, the template's parameters, and what can be changed in place."""

from __future__ import annotations

from c9lib import templates
from c9lib.aws import Session
from c9lib.notebook import Guide
from c9lib.notebook.both_ways import IN_TEMPLATE, OF_STACK, UNKNOWN_SUBNET, both_ways
from c9lib.notebook.notes import Notes
from c9lib.steps import STEPS
from tests.steps.conftest import address, boto_session, connected, front, one_boto_session, session

__all__ = ["address", "boto_session", "connected", "front", "one_boto_session", "session"]


def rows(session: Session) -> dict[str, tuple[str, ...]]:
    table = both_ways(Guide(STEPS["environment"](session), Notes("environment", session)))
    return {row[1]: row for row in table.rows}


def test_each_member_has_its_parameter_in_the_template(session: Session) -> None:
    found = rows(session)
    template = templates.text("environment")
    placed = {row[2] for row in found.values()} - {IN_TEMPLATE, OF_STACK}
    assert placed >= {"EnvironmentName", "SubnetId", "InstanceType", "ImageId", "AutomaticStopTimeMinutes"}
    for parameter in placed:
        assert f"\n  {parameter}:\n    Type:" in template
    assert found["connectionType"][2] == IN_TEMPLATE
    assert "ConnectionType: CONNECT_SSM" in template
    assert found["tags"][2] == OF_STACK


def test_what_a_change_does(session: Session) -> None:
    found = rows(session)
    assert {member for member, row in found.items() if row[3] == "in place"} == {"name", "tags"}
    assert found["instanceType"][3] == "another environment"


def test_without_a_network_the_subnet_is_to_come(session: Session) -> None:
    found = rows(session)
    assert found["subnetId"][0] == UNKNOWN_SUBNET
    assert not [call for call in session.calls if call.writes]
