"""What other parameters have made is told as stale, with what a run does about it; and nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from c9lib.aws import Session
from c9lib.errors import RefusedError
from c9lib.steps import STEPS
from c9lib.steps.environment import EnvironmentStep
from c9lib.steps.network import NetworkStep
from c9lib.steps.stale import Found, stale
from tests.steps.breaking import Died, dies_after
from tests.steps.conftest import LEARNER, Connected
from tests.steps.topologies import ACCOUNT, furnish, run, subnet_of_somebody

Done = Callable[..., None]
OF_LEARNER = f"arn:aws:iam::{ACCOUNT}:user/c9-learner"
Rows = list[tuple[str, str, str, str]]


def rows(found: Found) -> Rows:
    """Parameter, value there, value asked, and the first words of what the run does."""
    return [(one.parameter, one.there, one.asked, one.then) for one in found.stale]


def begins(found: Found, *wanted: tuple[str, str, str, str]) -> bool:
    """Whether exactly this is stale; of what the run does the first words count."""
    told = rows(found)
    return len(told) == len(wanted) and all(
        one[:3] == other[:3] and one[3].startswith(other[3]) for one, other in zip(told, wanted, strict=True)
    )


class TestOfCloud9:
    """An environment that the API made, once for all questions: looking changes nothing."""

    @pytest.fixture
    def made(self, connected: Connected) -> Connected:
        run(connected(access_for=(LEARNER,)))
        return lambda **given: connected(**{"access_for": (LEARNER,), **given})

    def test_each_parameter_by_itself(self, made: Connected) -> None:
        instance = NetworkStep(made()).parameters.instance_type
        left, refused, in_place = "leaves it alone: ", "is refused", "changes it in place"
        for given, *wanted in (
            ({},),
            ({"automatic_stop_minutes": 60},),  # Cloud9 doesn't show it
            ({"availability_zones": 2},),  # is still to come
            ({"restrict_egress": True},),
            ({"members": (OF_LEARNER,)},),
            ({"environment_name": "b"}, ("environment_name", "no-ingress", "b", refused)),
            ({"description": "x"}, ("description", "(none)", "x", left)),
            ({"instance_type": "m5.large"}, ("instance_type", instance, "m5.large", left)),
            (
                {"image_id": "ubuntu-22.04-x86_64"},
                ("image_id", "amazonlinux-2023-x86_64", "ubuntu-22.04-x86_64", left),
            ),
            ({"image_id": "resolve:ssm:/aws/service/cloud9/amis/amazonlinux-2023-x86_64"},),
            ({"owner_arn": OF_LEARNER}, ("owner_arn", made().identity.arn, OF_LEARNER, left)),
            ({"launch_with": "cloudformation"}, ("launch_with", "api", "cloudformation", left)),
            ({"vpc_cidr": "10.9.0.0/16"}, ("vpc_cidr", "10.0.0.0/16", "10.9.0.0/16", left)),
            ({"s3_access": ()}, ("s3_access", "packages", "(none)", in_place)),
            (
                {"endpoint_services": ("ssm", "ssmmessages", "s3")},
                ("endpoint_services", "ec2messages, s3, ssm, ssmmessages", "s3, ssm, ssmmessages", left),
            ),
            ({"access_for": ()}, ("access_for", "user c9-learner", "(none)", left)),
            (
                {"access_policy": "statements"},
                (
                    "access_policy",
                    "AWSCloud9User, c9lib-no-ingress-ssm-environments (user c9-learner)",
                    "c9lib-no-ingress-sessions",
                    left,
                ),
            ),
        ):
            assert begins(stale(made(**given)), *wanted), (given, rows(stale(made(**given))))

    def test_another_network_is_a_matter_of_the_network_and_of_the_environment(self, made: Connected) -> None:
        for kind in ("nat", "isolated"):
            found = stale(made(network=kind))
            assert [(one.step, one.parameter, one.asked.partition(":")[0]) for one in found.stale] == [
                ("network", "network", kind),
                ("environment", "network", kind),
            ]
            assert found.of("network")[0].then.startswith("changes it in place: adds what lacks")
            assert found.of("environment")[0].then.startswith("is refused, as an environment can't be moved")
            with pytest.raises(RefusedError, match="Step network is refused"):
                NetworkStep(made(network=kind)).apply()

    def test_a_subnet_of_somebody_else_s(self, made: Connected) -> None:
        found = stale(made(network="existing", **subnet_of_somebody(made())))
        assert [(one.step, one.parameter) for one in found.stale] == [
            ("network", "network"),
            ("environment", "subnet_id"),
        ]
        assert found.of("network")[0].there.startswith("public (vpc-")
        assert found.of("network")[0].then == "leaves it alone: the tear-down removes it"

    def test_members_that_nobody_names_any_more(self, made: Connected) -> None:
        EnvironmentStep(made(members=(OF_LEARNER,))).apply()
        assert stale(made(members=(OF_LEARNER,))).stale == ()
        assert begins(stale(made()), ("members", OF_LEARNER, "(none)", "leaves it alone: somebody may have"))


class TestOfAStack:
    """An environment that a stack made: what becomes of a parameter depends on what CloudFormation can change."""

    @pytest.fixture
    def made(self, connected: Connected) -> Connected:
        given = {"launch_with": "cloudformation", "endpoint_services": (), "owner_arn": OF_LEARNER}
        run(connected(**given))
        return lambda **more: connected(**{**given, **more})

    def test_each_parameter_and_what_becomes_of_it(self, made: Connected) -> None:
        refused, replaced = "is refused, as another environment", "replaces the environment"
        for given, *wanted in (
            ({},),
            ({"description": "x"}, ("description", "(none)", "x", "changes it in place")),
            ({"environment_name": "b"}, ("environment_name", "no-ingress", "b", "changes it in place")),
            ({"instance_type": "t3.micro"}, ("instance_type", "t3.small", "t3.micro", refused)),
            ({"instance_type": "t3.micro", "replace": True}, ("instance_type", "t3.small", "t3.micro", replaced)),
            ({"automatic_stop_minutes": 60}, ("automatic_stop_minutes", "30", "60", refused)),
            ({"owner_arn": ""}, ("owner_arn", OF_LEARNER, "(none)", refused)),
            ({"launch_with": "api"}, ("launch_with", "cloudformation", "api", "leaves it alone: c9lib-no-ingress")),
        ):
            assert begins(stale(made(**given)), *wanted), (given, rows(stale(made(**given))))

    def test_what_is_promised_is_what_the_run_does(self, made: Connected) -> None:
        with pytest.raises(RefusedError, match="refused"):
            EnvironmentStep(made(instance_type="t3.micro")).apply()
        changed = made(description="x")
        assert [one.action for one in EnvironmentStep(changed).apply().changes] == ["update", "wait"]
        assert stale(changed).stale == ()

    def test_its_owner_who_takes_it_over_with_the_same_file_sees_nothing_stale_and_changes_nothing(
        self, made: Connected, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        iam = made().client("iam")
        iam.attach_user_policy(UserName="c9-learner", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
        theirs = connected_as(made, monkeypatch)
        assert theirs.identity.arn == OF_LEARNER
        assert stale(theirs).stale == ()
        plan = EnvironmentStep(theirs).plan()
        assert (plan.changes, plan.refusals) == ((), ())


def connected_as(made: Connected, monkeypatch: pytest.MonkeyPatch, **given: Any) -> Session:
    """A session of c9-learner's."""
    key = made().client("iam").create_access_key(UserName="c9-learner")["AccessKey"]
    own = boto3.session.Session(key["AccessKeyId"], key["SecretAccessKey"])
    monkeypatch.setattr(boto3, "Session", lambda **_: own)
    return made(**given)


def test_egress_that_stays_restricted(connected: Connected) -> None:
    run(connected(network="isolated", restrict_egress=True))
    assert stale(connected(network="isolated", restrict_egress=True)).stale == ()
    found = stale(connected(network="isolated"))
    assert begins(found, ("restrict_egress", "true", "false", "leaves it alone: this lets everything out again: aws "))


@pytest.mark.parametrize("there", ["public", "nat", "isolated"])
@pytest.mark.parametrize("asked", ["public", "nat", "isolated"])
def test_every_change_of_the_network_is_told_and_no_half_made_one(connected: Connected, there: str, asked: str) -> None:
    """The run that died after each of its writes isn't stale by its own parameters; the whole one is by others."""
    NetworkStep(connected(network=there)).apply()
    assert stale(connected(network=there)).stale == ()
    found = stale(connected(network=asked)).of("network")
    assert [(one.parameter, one.there, one.asked) for one in found] == (
        [] if there == asked else [("network", there, asked)]
    )
    if there == asked:
        return
    if found[0].then.startswith("is refused"):
        assert NetworkStep(connected(network=asked)).plan().refusals != ()
        return
    adds = found[0].then.startswith("changes it in place")
    plan = NetworkStep(connected(network=asked)).plan()
    assert plan.refusals == ()
    assert bool(plan.changes) >= adds
    NetworkStep(connected(network=asked)).apply()
    left = stale(connected(network=asked)).of("network")
    assert [one.then.partition(":")[0] for one in left] in ([], ["leaves it alone"])


@pytest.mark.parametrize("kind", ["public", "nat", "isolated"])
def test_a_run_that_died_is_open_and_not_stale(connected: Connected, kind: str) -> None:
    for _ in range(30):
        session = dies_after(connected(network=kind), 1)
        try:
            NetworkStep(session).apply()
        except Died:
            assert stale(connected(network=kind)).stale == ()
            continue
        break
    assert NetworkStep(connected(network=kind)).plan().changes == ()


def test_fewer_zones(connected: Connected) -> None:
    NetworkStep(connected(availability_zones=3)).apply()
    there = "3: us-east-1a, us-east-1b, us-east-1c"
    assert begins(stale(connected()), ("availability_zones", there, "1", "leaves it alone: more harms nobody"))


def test_a_group_that_nobody_names_any_more_and_what_another_deployment_gave(connected: Connected, done: Done) -> None:
    furnish(connected())
    done(connected(), "role")
    done(connected(access_for=("group/pairs",), access_policy="AWSCloud9EnvironmentMember"), "access")
    assert begins(stale(connected()), ("access_for", "1 group(s)", "(none)", "leaves it alone: nobody loses"))
    assert stale(connected(access_for=("group/pairs",), access_policy="AWSCloud9EnvironmentMember")).stale == ()
    other = {"deployment": "other", "access_for": ("group/pairs",), "access_policy": "AWSCloud9EnvironmentMember"}
    done(connected(**other), "access")
    assert stale(connected(**other)).stale == ()


def test_a_policy_that_somebody_wrote_is_no_parameter_s(connected: Connected, done: Done) -> None:
    session = connected(network="isolated")
    done(session, "role", "profile", "network", "endpoints")
    found = session.client("ec2").describe_vpc_endpoints(Filters=session.tag_filter())["VpcEndpoints"]
    (gateway,) = [one["VpcEndpointId"] for one in found if one["VpcEndpointType"] == "Gateway"]
    session.client("ec2").modify_vpc_endpoint(VpcEndpointId=gateway, ResetPolicy=True)
    assert [one.action for one in STEPS["endpoints"](session).plan().changes] == ["replace"]
    assert stale(session).stale == ()


def test_an_empty_account_has_nothing_stale(session: Session) -> None:
    assert stale(session).table().rows == ()
    assert not stale(session)
    assert str(stale(session)).endswith("nothing: all that is there is as the parameters ask for")


def test_who_may_not_see_something_is_told_so_and_not_stopped(
    connected: Connected, done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(connected(access_for=(LEARNER,)), "role", "access")
    iam = connected().client("iam")
    iam.attach_user_policy(UserName="c9-learner", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    denial = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:ListEntitiesForPolicy","Resource":"*"}]}'
    )
    iam.put_user_policy(UserName="c9-learner", PolicyName="x", PolicyDocument=denial)
    found = stale(connected_as(connected, monkeypatch))
    assert found
    assert found.stale == ()
    assert [(step, "ListEntitiesForPolicy (AccessDenied)" in why) for step, why in found.unknown] == [("access", True)]
    assert "Of step access it can't be told: AWS refused ListEntitiesForPolicy" in str(found)


def moments(session: Session) -> Iterator[str]:
    """The steps of a run, each after it was carried out."""
    for name in ("role", "profile", "network", "access", "environment", "endpoints"):
        STEPS[name](session).apply()
        yield name


def test_no_step_of_a_run_makes_another_one_stale(connected: Connected) -> None:
    session = connected(access_for=(LEARNER,))
    assert [name for name in moments(session) if stale(session)] == []
