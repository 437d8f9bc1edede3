"""The map: what is done, what can't be yet, what it costs, where to go on; from what is there, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.notebook import begin
from c9lib.notebook.map import Map
from c9lib.steps import TearDownStep, in_order
from tests.steps.conftest import boto_session, few_regions, one_boto_session

__all__ = ["boto_session", "few_regions", "one_boto_session"]


@pytest.fixture
def asked(names: dict[str, Any]) -> Any:
    """`asked(network="nat")`: the map with these parameters."""

    def make(**given: Any) -> Map:
        return begin("start", {**names, **given}).map()

    return make


def states(found: Map) -> dict[str, str]:
    return {one.chapter.step: one.state for one in found.visits}


def test_the_map_of_a_deployment_from_nothing_to_nothing(asked: Any, names: dict[str, Any]) -> None:
    fresh = asked()
    assert states(fresh) == {
        "start": "reads",
        "role": "open",
        "profile": "not yet",
        "network": "open",
        "access": "open",
        "environment": "not yet",
        "endpoints": "not yet",
        "verify": "not yet",
        "tear-down": "reads",
    }
    assert fresh.here.file == "01-create-role.ipynb"
    assert "Continue here: 01-create-role.ipynb" in str(fresh)
    assert "nothing is there to take away" in str(fresh)
    assert fresh.per_hour == "Right now nothing of it costs by the hour."

    session = begin("start", names).session
    kinds = in_order(session.parameters)
    kinds[0](session).apply()
    assert states(asked())["profile"] == "open"
    assert asked().here.step == "profile"
    for kind in kinds[1:]:
        kind(session).apply()
    whole = asked()
    assert {state for step, state in states(whole).items() if step not in ("start", "tear-down")} == {"done"}
    assert whole.here is None
    assert "$0.0569 per hour" in whole.per_hour
    assert "When you don't need it any more: 08-tear-down.ipynb" in " ".join(str(whole).split())

    stale = asked(instance_type="m5.large", restrict_egress=True)
    assert states(stale)["environment"] == "stale"
    assert stale.here.step == "endpoints"  # what the run would leave alone is nowhere to go on

    session.client("iam").remove_role_from_instance_profile(
        InstanceProfileName="AWSCloud9SSMInstanceProfile", RoleName="AWSCloud9SSMAccessRole"
    )
    assert asked().here.step == "profile"

    TearDownStep(session).undo()
    assert states(asked()) == states(fresh)
    assert asked().per_hour == fresh.per_hour


def test_it_says_where_one_is_and_what_comes_first(asked: Any) -> None:
    found = asked()
    assert found.where[0].endswith("account 123456789012, Region us-east-1, deployment no-ingress")
    assert "first: 02-create-profile.ipynb" in str(found)


def test_in_html_every_notebook_is_a_link_and_every_sign_has_its_word(asked: Any) -> None:
    page = asked()._repr_mimebundle_()["text/html"]
    assert page.count('<a href="') == 9 + 5 + 1  # the notebooks, what comes first, and where to go on
    assert "<strong>Continue here: <a href=" in page
    for words in ("○ open", "– not yet", "· only reads"):
        assert words in page
    assert page.count('aria-current="step"') == 1
    assert page.count('scope="col"') == 3


def test_a_step_that_is_refused_is_where_to_go_on(asked: Any) -> None:
    found = asked(access_for=["user/nobody"])
    visit = next(one for one in found.visits if one.chapter.step == "access")
    assert (visit.state, visit.detail, visit.to_do) == ("open", "refused, as its plan says", True)


def test_what_is_left_without_a_network_still_costs(asked: Any, names: dict[str, Any]) -> None:
    ec2 = begin("start", names).session.client("ec2")
    tags = [{"Key": "c9lib:deployment", "Value": "no-ingress"}]
    ec2.allocate_address(Domain="vpc", TagSpecifications=[{"ResourceType": "elastic-ip", "Tags": tags}])
    assert asked().per_hour == "Right now: $0.0050 per hour."


def test_it_only_reads(names: dict[str, Any]) -> None:
    guide = begin("start", names)
    guide.map()
    assert not [call.name for call in guide.session.calls if call.writes]


def test_an_environment_that_is_ill_is_open_to_be_verified(asked: Any, names: dict[str, Any]) -> None:
    session = begin("start", names).session
    for kind in in_order(session.parameters):
        kind(session).apply()
    ec2 = session.client("ec2")
    found = ec2.describe_instances(Filters=[{"Name": "instance-state-name", "Values": ["running"]}])
    instance = found["Reservations"][0]["Instances"][0]["InstanceId"]
    association = ec2.describe_iam_instance_profile_associations(
        Filters=[{"Name": "instance-id", "Values": [instance]}]
    )["IamInstanceProfileAssociations"][0]["AssociationId"]
    ec2.disassociate_iam_instance_profile(AssociationId=association)
    session.target.let_pass(900)  # an agent is missed after two signs of life
    visit = next(one for one in asked().visits if one.chapter.step == "verify")
    assert (visit.state, visit.to_do) == ("open", True)
    assert visit.detail.startswith("✘ fail agent.")
