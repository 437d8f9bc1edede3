"""Whether a class fits: needs beside limits, judged without an account; and what would fit where it doesn't."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from c9lib.workshop import quotas
from c9lib.workshop.fit import Fit, fit, standard
from c9lib.workshop.instead import what_would
from c9lib.workshop.layout import Layout, lay_out
from c9lib.workshop.quotas import Limit
from c9lib.workshop.there import There
from tests.workshop.conftest import Read

KINDS = [kind for kind in vars(quotas).values() if isinstance(kind, quotas.Kind) and kind.code]
LIMITS = {kind.id: Limit(kind.default, "AWS's default") for kind in KINDS}
EMPTY = There(
    environments=0,
    seats=frozenset(),
    running=frozenset(),
    networks=frozenset(),
    vcpus={"t3.small": 2, "t3.micro": 2, "m5.large": 2, "p3.large": 8},
    zone="us-east-1a",
)


def judged(layout: Layout, there: There = EMPTY, **limits: int) -> Fit:
    told = {name.replace("_", "-"): Limit(value, "Service Quotas") for name, value in limits.items()}
    return fit(layout, there, LIMITS | told)


def needed(found: Fit) -> dict[str, int]:
    return {row.need.kind.id: row.need.needed for row in found.rows}


def test_a_shared_vpc_is_made_once(many: Read) -> None:
    assert needed(judged(lay_out(many(60, network="nat")))) == {
        "environments": 60,
        "environments-per-user": 1,
        "stacks": 60,
        "vcpus": 120,
        "addresses": 60,
        "vpcs": 1,
        "interface-endpoints": 3,
        "gateway-endpoints": 1,
        "internet-gateways": 1,
        "elastic-ips": 1,
        "nat-gateways": 1,
    }


def test_one_per_seat_is_made_for_each(class_of: Read) -> None:
    roster = class_of("01,ann,nat", "02,bob,public", "03,carl,isolated", heading="seat,learner,network", share="none")
    found = needed(judged(lay_out(roster)))
    assert (found["vpcs"], found["internet-gateways"], found["elastic-ips"], found["nat-gateways"]) == (3, 2, 1, 1)
    assert "addresses" not in found


def test_what_is_there_already_isnt_needed_again(many: Read) -> None:
    seats = frozenset(f"python-{number:03}" for number in range(1, 41))
    there = replace(EMPTY, environments=40, seats=seats, running=frozenset(list(seats)[:30]), networks={"python"})
    found = needed(judged(lay_out(many(60)), there))
    assert (found["environments"], found["stacks"], found["vpcs"], found["vcpus"]) == (20, 20, 0, 60)


def test_a_stack_of_ones_own_holds_another(many: Read) -> None:
    assert needed(judged(lay_out(many(60, launch_with="cloudformation"))))["stacks"] == 120


@pytest.mark.parametrize(
    ("used", "seats", "fits"), [(140, 60, True), (141, 60, False), (0, 200, True), (0, 201, False)]
)
def test_environments_of_the_account_to_the_last(many: Read, used: int, seats: int, fits: bool) -> None:
    found = judged(lay_out(many(seats, availability_zones=2)), replace(EMPTY, environments=used, owners=Counter()))
    assert found.fits is fits
    assert [row.need.kind.id for row in found.broken] == ([] if fits else ["environments"])


@pytest.mark.parametrize(("used", "fits"), [(99, True), (100, False)])
def test_environments_of_one_owner_to_the_last(many: Read, used: int, fits: bool) -> None:
    owners = Counter({"arn:aws:iam::123456789012:user/learner-002": used, "somebody": 190 - used})
    found = judged(lay_out(many(3)), replace(EMPTY, environments=190, owners=owners))
    assert found.fits is fits
    if not fits:
        assert "learner-002" in found.broken[0].thing


def test_where_nobody_was_asked_all_count_as_theirs(many: Read) -> None:
    found = judged(lay_out(many(3)), replace(EMPTY, environments=99))
    (row,) = [row for row in found.rows if row.need.kind is quotas.USER]
    assert (row.need.used, row.left, row.answer) == (99, 1, "ok")
    assert "counting everybody's" in row.thing


def test_a_quota_that_nobody_knows_is_no_yes(many: Read) -> None:
    (row,) = [row for row in judged(lay_out(many(3))).rows if row.need.kind is quotas.VCPUS]
    assert (row.need.needed, row.answer, row.left) == (6, "skip", None)
    found = judged(lay_out(many(3)), vcpus=5)
    assert [row.told() for row in found.broken] == [
        "vCPUs of running standard instances: the class needs 6, 0 of 5 are used, 5 are left (Service Quotas)."
    ]


def test_running_instances_of_others_count(many: Read) -> None:
    there = replace(EMPTY, types=Counter({"m5.large": 3, "p3.large": 9}))
    rows = {row.need.kind.id: row for row in judged(lay_out(many(3)), there, vcpus=12).rows}
    assert (rows["vcpus"].need.used, rows["vcpus"].left, rows["vcpus"].answer) == (6, 6, "ok")


@pytest.mark.parametrize(
    ("kind", "answer"), [("t3.small", True), ("m5.large", True), ("p3.large", False), ("inf1.xlarge", False)]
)
def test_standard_families(kind: str, answer: bool) -> None:
    assert standard(kind) is answer


def test_other_families_are_named(many: Read) -> None:
    rows = {row.need.kind.id: row for row in judged(lay_out(many(3, instance_type="p3.large"))).rows}
    assert (rows["other-vcpus"].need.needed, rows["other-vcpus"].answer) == (24, "skip")
    assert rows["vcpus"].need.needed == 0


def test_subnets_of_ones_own_have_so_many_addresses(class_of: Read) -> None:
    subnet, vpc = "subnet-0123456789abcdef0", "vpc-0123456789abcdef0"
    roster = class_of("01,ann", "02,bob", network="existing", vpc_id=vpc, subnet_id=subnet)
    there = replace(EMPTY, free={subnet: 1}, interfaces=Counter({vpc: 48}))
    found = judged(lay_out(roster), there)
    assert [row.need.kind.id for row in found.broken] == ["addresses"]
    missing = judged(lay_out(roster), EMPTY)
    assert "there is no such subnet" in missing.broken[0].told()


def instead(layout: Layout, there: There = EMPTY) -> tuple[str, ...]:
    return what_would(layout, there, LIMITS, judged(layout, there))


def test_one_vpc_for_all_would_fit(many: Read) -> None:
    told = instead(lay_out(many(60, share="none", network="nat")), replace(EMPTY, vpcs=1, gateways=1))
    assert told[0] == "All 60 seats fit with --share vpc."
    assert told[1] == "The first 4 seats of the roster fit as it is."
    assert told[2].startswith(
        "A quota of 61 for VPCs: aws service-quotas request-service-quota-increase --service-code"
    )
    assert told[2].endswith("vpc --quota-code L-F678F1CE --desired-value 61 --region us-east-1")


def test_another_way_out_would_fit(many: Read) -> None:
    """No address is left for a NAT gateway."""
    told = instead(lay_out(many(60, network="nat")), replace(EMPTY, addresses=5))
    assert told[:2] == ("All 60 seats fit with -p network public.", "Not one seat fits as it is.")


def test_no_gateway_and_no_address_is_left(many: Read) -> None:
    told = instead(lay_out(many(60, network="nat")), replace(EMPTY, addresses=5, gateways=5))
    assert told[0] == "All 60 seats fit with -p network isolated."


def test_only_fewer_would_fit(many: Read) -> None:
    told = instead(lay_out(many(60)), replace(EMPTY, environments=180, owners=Counter()))
    assert told == (
        "The first 20 seats of the roster fit as it is.",
        "A quota of 240 for EC2 environments in the account: aws service-quotas request-service-quota-increase"
        " --service-code cloud9 --quota-code L-8ECD6BDB --desired-value 240 --region us-east-1",
    )


def test_a_class_that_fits_needs_nothing_else(many: Read) -> None:
    assert instead(lay_out(many(60))) == ()


@pytest.mark.parametrize("free", range(6))
@pytest.mark.parametrize("seats", [1, 3, 5, 9])
def test_what_is_said_to_fit_does_and_one_more_doesnt(many: Read, free: int, seats: int) -> None:
    layout, there = lay_out(many(seats, share="none")), replace(EMPTY, vpcs=5 - free)
    told = [line for line in instead(layout, there) if "first" in line or "Not one" in line]
    if seats <= free:
        assert told == []
        return
    fitting = int(told[0].split()[2]) if "first" in told[0] else 0
    assert fitting == free
