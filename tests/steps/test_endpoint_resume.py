"""Endpoints, narrowing, restricted egress and their undo: killed after every single write to EC2, and gone on."""

from collections.abc import Callable

from c9lib.aws import Session
from c9lib.nouns import Outcome
from c9lib.steps import TearDownStep, leftovers
from c9lib.steps.endpoints import EndpointsStep
from c9lib.steps.environment import EnvironmentStep
from c9lib.steps.group_rules import Rule
from tests.steps.breaking import Died, dies_after
from tests.steps.conftest import Connected
from tests.steps.near import guard, own_groups, rules, seen

Done = Callable[..., None]
MOST = 20


def again_and_again(connect: Callable[[], Session], verb: Callable[[Session], Outcome]) -> int:
    """Start anew after every write until it gets through; returns how often it died."""
    for died in range(MOST):
        try:
            verb(dies_after(connect(), 1))
        except Died:
            continue
        return died
    raise AssertionError(f"not done after {MOST} starts")


def test_whenever_it_dies_the_next_run_goes_on_to_the_same_end(connected: Connected, done: Done) -> None:
    def connect() -> Session:
        return connected(network="isolated", restrict_egress=True)

    session = connect()
    done(session, "role", "profile", "network")
    # A security group, its rule, three interface endpoints, the gateway endpoint.
    assert again_and_again(connect, lambda one: EndpointsStep(one).apply()) == 6
    assert len(seen(session).all) == 4
    done(session, "environment")
    # The group is let in, the subnet no longer; HTTPS is let out, everything else no longer.
    assert again_and_again(connect, lambda one: EndpointsStep(one).apply()) == 4
    (group,) = own_groups(session)
    assert guard(session) == {Rule(group)}
    own = seen(session).own_group
    assert own is not None
    assert Rule(own["GroupId"]) in rules(session, group, "egress")
    assert len(rules(session, group, "egress")) == 2
    assert EnvironmentStep(session).verify().well
    again_and_again(connect, lambda one: TearDownStep(one).undo())
    assert leftovers(session).facts == ()
