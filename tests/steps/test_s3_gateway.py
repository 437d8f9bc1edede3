"""The S3 gateway endpoint: as narrow as asked for where nobody else is, never cutting anybody off."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.errors import RefusedError
from c9lib.parameters.choices import REGIONS
from c9lib.policy import decided
from c9lib.steps import buckets
from c9lib.steps.endpoints import EndpointsStep
from tests.steps.conftest import Connected
from tests.steps.near import document, seen

Done = Callable[..., None]
ONLY = {"endpoint_services": ("s3",)}


def policy_of(session: Session) -> dict[str, Any]:
    gateway = seen(session).gateway()
    assert gateway is not None
    return dict(json.loads(gateway["PolicyDocument"]))


def test_every_region_has_its_bucket() -> None:
    assert sorted(buckets.BUCKETS) == sorted(REGIONS)
    assert all(bucket.startswith(f"static-{region}-prod-static-") for region, bucket in buckets.BUCKETS.items())
    cloud9, packages = (statement["Resource"] for statement in buckets.policy("eu-west-1")["Statement"])
    assert cloud9 == f"arn:aws:s3:::{buckets.BUCKETS['eu-west-1']}/content/dependencies/*"
    assert packages == "arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*"


@pytest.mark.parametrize(
    ("access", "allowed"),
    [
        ((), {"cloud9"}),
        (("packages",), {"cloud9", "packages"}),
        (("agent",), {"cloud9", "agent", "birdwatcher"}),
        (("packages", "agent"), {"cloud9", "packages", "agent", "birdwatcher"}),
    ],
)
def test_the_policy_lets_through_what_is_asked_for_and_no_more(access: tuple[str, ...], allowed: set[str]) -> None:
    objects = {
        "cloud9": f"arn:aws:s3:::{buckets.BUCKETS['us-east-1']}/content/dependencies/node.tar.gz",
        "packages": "arn:aws:s3:::al2023-repos-us-east-1-de612dc2/core/x.rpm",
        "agent": "arn:aws:s3:::amazon-ssm-us-east-1/latest/VERSION",
        "birdwatcher": "arn:aws:s3:::us-east-1-birdwatcher-prod/x",
        "theirs": "arn:aws:s3:::somebody/x",
        "elsewhere": f"arn:aws:s3:::{buckets.BUCKETS['us-east-1']}/secret",
    }
    told = json.dumps(buckets.policy("us-east-1", access))
    assert {name for name, arn in objects.items() if decided([told], "s3:GetObject", arn) == "allowed"} == allowed
    assert decided([told], "s3:PutObject", objects["cloud9"]) == "implicitDeny"
    assert len(told) < 20_480


def test_what_was_asked_for_later_changes_the_policy_of_our_own(connected: Connected, done: Done) -> None:
    done(connected(**ONLY), "network", "endpoints")
    wider = connected(**ONLY, s3_access=("packages", "agent"))
    (change,) = EndpointsStep(wider).apply().changes
    assert "the buckets of SSM Agent" in change.what
    assert policy_of(wider) == buckets.policy("us-east-1", ("packages", "agent"))
    assert EndpointsStep(wider).plan().changes == ()


def test_our_own_policy_that_somebody_changed_is_told_and_mended(connected: Connected, done: Done) -> None:
    session = connected(**ONLY)
    done(session, "network", "endpoints")
    gateway = seen(session).gateway()
    assert gateway is not None
    # As on AWS's page, whose example lacks the last star.
    resource = buckets.dependencies("us-east-1").removesuffix("*")
    narrow = document("s3:GetObject", resource=resource)
    session.client("ec2").modify_vpc_endpoint(VpcEndpointId=gateway["VpcEndpointId"], PolicyDocument=narrow)
    fact = EndpointsStep(session).observe().facts[-1]
    assert (fact.thing, fact.state) == ("endpoint for s3", "useless")
    EndpointsStep(session).apply()
    assert policy_of(session) == buckets.policy("us-east-1")


def gateway_of_somebody(session: Session, policy: str, table: str = "") -> str:
    here = seen(session).here
    assert here.route_table is not None
    made = session.client("ec2").create_vpc_endpoint(
        VpcEndpointType="Gateway",
        VpcId=here.vpc_id,
        ServiceName="com.amazonaws.us-east-1.s3",
        RouteTableIds=[table or here.route_table["RouteTableId"]],
        PolicyDocument=policy,
    )
    return str(made["VpcEndpoint"]["VpcEndpointId"])


def test_a_gateway_of_somebody_is_used_as_it_is(connected: Connected, done: Done) -> None:
    session = connected(**ONLY)
    done(session, "network")
    gateway_of_somebody(session, document("s3:*"))
    plan = EndpointsStep(session).plan()
    assert (plan.changes, plan.refusals) == ((), ())


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (document("s3:GetObject", resource="arn:aws:s3:::theirs/*"), "modify-vpc-endpoint --vpc-endpoint-id {name}"),
        (document("s3:*", effect="Deny"), "denies that by a statement of its own"),
    ],
)
def test_a_gateway_of_somebody_that_cuts_cloud9_off_is_refused(
    connected: Connected, done: Done, policy: str, words: str
) -> None:
    session = connected(**ONLY)
    done(session, "network")
    name = gateway_of_somebody(session, policy)
    with pytest.raises(RefusedError) as refused:
        EndpointsStep(session).apply()
    (line,) = refused.value.details
    assert words.format(name=name) in line
    assert "content/dependencies/*" in line


@pytest.mark.parametrize(("own", "refused"), [(True, False), (False, True)])
def test_a_policy_for_one_vpc_is_judged_by_the_vpc_that_it_serves(
    connected: Connected, done: Done, own: bool, refused: bool
) -> None:
    """As `endpoint.policy` judges it after the launch."""
    session = connected(**ONLY)
    done(session, "network")
    told = json.loads(document("s3:GetObject"))
    vpc = seen(session).here.vpc_id if own else "vpc-0123456789abcdef0"
    told["Statement"][0]["Condition"] = {"StringEquals": {"aws:SourceVpc": vpc}}
    gateway_of_somebody(session, json.dumps(told))
    assert bool(EndpointsStep(session).plan().refusals) == refused
    found = {check.id: check for check in EndpointsStep(session).verify()}
    assert (found["endpoint.policy"].status == "fail") == refused


def test_a_gateway_on_another_route_table_is_told_and_no_hindrance(connected: Connected, done: Done) -> None:
    session = connected(**ONLY)
    done(session, "network")
    other = session.client("ec2").create_route_table(VpcId=seen(session).here.vpc_id)["RouteTable"]["RouteTableId"]
    name = gateway_of_somebody(session, document("s3:*"), other)
    fact = EndpointsStep(session).observe().facts[-1]
    assert (fact.state, fact.detail) == ("missing", f"{name} is on another route table")
    EndpointsStep(session).apply()
    found = seen(session).gateway()
    assert found is not None
    assert found["VpcEndpointId"] != name


def test_our_own_on_the_wrong_route_table_is_put_onto_the_right_one(connected: Connected, done: Done) -> None:
    session = connected(**ONLY)
    done(session, "network", "endpoints")
    gateway, here = seen(session).gateway(), seen(session).here
    assert gateway is not None
    assert here.route_table is not None
    session.client("ec2").modify_vpc_endpoint(
        VpcEndpointId=gateway["VpcEndpointId"], RemoveRouteTableIds=[here.route_table["RouteTableId"]]
    )
    (change,) = EndpointsStep(session).apply().changes
    assert change.action == "add"
    again = seen(session).gateway()
    assert again is not None
    assert again["VpcEndpointId"] == gateway["VpcEndpointId"]


def test_ubuntus_packages_are_not_in_s3(connected: Connected, done: Done) -> None:
    done(connected(), "network")
    told = EndpointsStep(connected(image_id="ubuntu-22.04-x86_64")).plan()
    assert any("apt" in note for note in told.notes)
    assert not any("apt" in note for note in EndpointsStep(connected()).plan().notes)
