"""The chain from the role to the service: each link as the checks see it, and where it breaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from c9lib import checks
from c9lib.aws import Session
from c9lib.checks.documented import PROFILE, ROLE
from c9lib.nouns import Chain
from tests.checks.refusing import refusing

Sessions = Callable[..., Session]


def holdings(chain: Chain) -> dict[str, str]:
    return {link.kind: link.holding for link in chain.links}


def test_before_anything_is_made_it_breaks_at_the_role(session: Sessions) -> None:
    chain = checks.chain(session())
    assert chain.broken is not None
    assert chain.broken.kind == "IAM role"
    assert chain.broken.reason == "NoSuchEntity"
    assert chain.verdict == "It breaks at: IAM role."
    assert holdings(chain)["SSM Agent"] == "unknown"
    assert chain.links[2].id == "–"
    assert "there is no environment to look at" in chain.links[2].why


def test_every_link_of_a_healthy_environment_holds(session: Sessions, environment: str) -> None:
    chain = checks.chain(session())
    assert set(holdings(chain).values()) == {"ok"}
    assert chain.verdict == "Every link holds."
    assert [link.id for link in chain.links[:2]] == [ROLE, PROFILE]
    assert chain.links[2].id.startswith("i-")
    assert chain.links[-1].id == environment
    assert all(link.why == "" for link in chain.links)


def test_a_profile_without_its_role_breaks_it_there_and_nowhere_before(
    session: Sessions, environment: str, pair: Any, wait: Callable[[float], None]
) -> None:
    pair.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    wait(60)
    chain = checks.chain(session())
    assert chain.broken is not None
    assert chain.broken.kind == "Instance profile"
    assert chain.broken.why.startswith("profile.role: ")
    assert holdings(chain)["IAM role"] == "ok"


def test_a_way_that_is_closed_breaks_the_service_and_the_agent(
    session: Sessions, environment: str, place: Any, aws: Callable[..., Any], wait: Callable[[float], None]
) -> None:
    aws("ec2").delete_route(RouteTableId=place.table, DestinationCidrBlock="0.0.0.0/0")
    wait(900)
    chain = checks.chain(session())
    assert holdings(chain)["EC2 instance"] == "ok"
    assert holdings(chain)["SSM Agent"] == "broken"
    assert holdings(chain)["AWS Systems Manager"] == "broken"
    (service,) = [link for link in chain.links if link.kind == "AWS Systems Manager"]
    assert service.reason == "NO_ROUTE_TO_DESTINATION"


def test_a_stopped_instance_says_nothing_of_its_agent(
    session: Sessions, environment: str, aws: Callable[..., Any], wait: Callable[[float], None]
) -> None:
    instance_id = checks.chain(session()).links[2].id
    aws("ec2").stop_instances(InstanceIds=[instance_id])
    wait(120)
    chain = checks.chain(session())
    assert chain.broken is None
    assert holdings(chain)["SSM Agent"] == "unknown"
    assert holdings(chain)["AWS Systems Manager"] == "unknown"
    assert chain.verdict.startswith("What isn't known: EC2 instance, SSM Agent, AWS Systems Manager")


def test_an_instance_alone_has_no_link_to_cloud9(session: Sessions, pair: Any, launch: Callable[..., str]) -> None:
    chain = checks.chain(session(), instance_id=launch())
    assert "AWS Cloud9" not in holdings(chain)
    assert set(holdings(chain).values()) == {"ok"}


def test_what_aws_does_not_show_is_not_known(session: Sessions, environment: str) -> None:
    denied = ("AccessDeniedException", "not authorized to perform: ssm:GetConnectionStatus")
    chain = checks.chain(refusing(session(), "ssm", get_connection_status=denied))
    assert holdings(chain)["AWS Systems Manager"] == "unknown"
    assert holdings(chain)["SSM Agent"] == "ok"
    assert "AccessDeniedException to ssm:GetConnectionStatus" in " ".join(str(chain).split())
