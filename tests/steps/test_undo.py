"""The tear-down: everything of one deployment and nothing else, in an order that AWS takes, and its proof."""

from collections.abc import Callable

from c9lib.aws import Session
from c9lib.aws.failures import CLOSED
from c9lib.nouns import Call
from c9lib.steps import STEPS, TearDownStep, launching, leftovers
from c9lib.steps.environments import described
from c9lib.steps.network_parts import parts
from c9lib.steps.place import place
from tests.checks.refusing import refusing
from tests.steps.conftest import LEARNER, Connected

Done = Callable[..., None]
Writes = Callable[[Session], list[Call]]


# The first word of what goes, in the order in which AWS lets go (facts 5.12, 6.4, 7.8); `rule` is the endpoints' rule
# that names the environment's group.
ORDER = [
    "rule",
    "environment",
    "VPC",
    "security",
    "managed",
    "policy",
    "until",
    "route",
    "subnet",
    "internet",
    "VPC",
    "instance",
    "role",
]


def test_everything_goes_and_a_second_tear_down_finds_nothing(connected: Connected, done: Done, writes: Writes) -> None:
    session = connected(access_for=(LEARNER,))
    assert leftovers(session).facts == ()
    done(session, *STEPS)
    there = [fact.thing for fact in leftovers(session).facts]
    assert {"environment", "stack", "instance", "VPC endpoint", "subnet", "VPC", "role", "access"} <= set(there)
    plan = TearDownStep(session).plan_undo()
    words = ["rule" if change.action == "replace" else change.what.split()[0] for change in plan.changes]
    assert words == ORDER
    outcome = TearDownStep(session).undo()
    assert outcome.changes == plan.changes
    assert leftovers(session).facts == ()
    before = len(writes(session))
    assert TearDownStep(session).undo().changes == ()
    assert len(writes(session)) == before


def test_an_account_that_cloud9_is_closed_to_gets_rid_of_the_rest(session: Session) -> None:
    """Role, profile and network can be made there, to learn by them."""
    for name in ("role", "profile", "network"):
        STEPS[name](session).apply()
    told = ("AccessDeniedException", f"This account {CLOSED}")
    refusing(session, "cloud9", list_environments=told)
    assert TearDownStep(session).undo().changes
    assert leftovers(session).facts == ()


def test_a_tear_down_that_broke_off_is_finished(connected: Connected, done: Done) -> None:
    session = connected(endpoint_services=("ssm",))
    done(session, *STEPS)
    for _ in range(4):
        for change in TearDownStep(session).plan_undo().changes[:3]:
            change.run()
    assert leftovers(session).facts == ()


def test_what_another_deployment_needs_is_kept(connected: Connected, done: Done) -> None:
    first, second = connected(), connected(deployment="second", environment_name="second", region="us-west-2")
    done(first, "role", "profile", "network")
    done(second, "network", "environment")
    outcome = TearDownStep(first).undo()
    assert [note for note in outcome.notes if "is kept: in us-west-2" in note] != []
    assert len([note for note in outcome.notes if "is kept: " in note]) == 2
    assert leftovers(first).facts == ()
    assert STEPS["environment"](second).verify().well
    TearDownStep(second).undo()
    assert leftovers(second).facts == ()
    # Now nobody needs the pair, and its maker's tear-down removes it.
    assert [fact.thing for fact in leftovers(first).facts] == ["instance profile", "role"]
    TearDownStep(first).undo()
    assert leftovers(first).facts == ()


def test_a_failed_launch_goes_with_its_stack(session: Session, done: Done) -> None:
    done(session, "role", "profile", "network")
    here = place(session)
    assert here is not None
    table = parts(session).tables[0]["RouteTableId"]
    session.client("ec2").delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
    session.client("cloud9").create_environment_ec2(**launching.request(session, here.subnet_id))
    session.target.let_pass(1200)
    assert [one["lifecycle"]["status"] for one in described(session)] == ["CREATE_FAILED"]
    TearDownStep(session).undo()
    assert leftovers(session).facts == ()
    assert session.pages("cloudformation", "describe_stacks", "Stacks") == []
