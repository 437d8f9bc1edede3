"""What is new, changed or gone between two looks at a network."""

from __future__ import annotations

from dataclasses import replace

from c9lib.nouns import Landscape, Thing, heaviest

VPC = Thing("vpc", "vpc-1", facts=("10.0.0.0/16",))
SUBNET = Thing("subnet", "subnet-1", facts=("10.0.0.0/24",), within="vpc-1")
TABLE = Thing("route-table", "rtb-1", facts=("of subnet-1",), rules=("10.0.0.0/16 to local",), within="vpc-1")
OUTSIDE = Thing("internet", "internet", facts=("no way",))
BEFORE = Landscape((OUTSIDE, VPC, SUBNET, TABLE))


def marks(scene: Landscape) -> dict[str, str]:
    return {thing.id: thing.mark for thing in scene.things}


def test_nothing_has_changed() -> None:
    scene = BEFORE.since(BEFORE)
    assert set(marks(scene).values()) == {""}
    assert scene.compared
    assert scene.counted() == "nothing has changed"


def test_what_was_not_there_is_new_but_never_what_lies_outside() -> None:
    scene = BEFORE.since(Landscape(empty="nothing yet"))
    assert marks(scene) == {"internet": "", "vpc-1": "new", "subnet-1": "new", "rtb-1": "new"}
    assert scene.counted() == "3 new"


def test_a_route_more_and_one_less_is_a_change_that_names_both() -> None:
    routed = replace(TABLE, rules=("0.0.0.0/0 to igw-1",))
    scene = Landscape((OUTSIDE, VPC, SUBNET, routed)).since(BEFORE)
    (table,) = scene.of("route-table")
    assert table.mark == "changed"
    assert table.added == ("0.0.0.0/0 to igw-1",)
    assert table.rules_before == ("10.0.0.0/16 to local",)
    assert table.before == ()


def test_a_new_name_or_another_holder_is_a_change() -> None:
    for other in (replace(SUBNET, name="n"), replace(SUBNET, within="vpc-2")):
        (subnet,) = Landscape((VPC, other)).since(BEFORE).of("subnet")
        assert subnet.mark == "changed"


def test_what_is_no_more_is_gone_and_stays_in_its_place() -> None:
    scene = Landscape((OUTSIDE, VPC)).since(BEFORE)
    assert marks(scene) == {"internet": "", "vpc-1": "", "subnet-1": "gone", "rtb-1": "gone"}
    assert scene.inside("vpc-1", "subnet")[0].id == "subnet-1"


def test_after_a_tear_down_everything_is_gone() -> None:
    scene = Landscape(empty="nothing").since(BEFORE)
    assert scene.counted() == "3 gone"
    assert "internet" not in marks(scene)


def test_marks_do_not_outlive_the_comparison() -> None:
    marked = Landscape((OUTSIDE, VPC)).since(BEFORE)
    assert marked.bare() == Landscape((OUTSIDE, VPC))
    assert set(marks(Landscape((OUTSIDE, VPC)).since(marked)).values()) == {""}


def test_marked_things_are_drawn_before_others_when_there_is_not_enough_room() -> None:
    many = tuple(Thing("subnet", f"subnet-{number}") for number in range(5))
    marked = (*many[:4], replace(many[4], mark="new"))
    shown, hidden = heaviest(marked, 2)
    assert [thing.id for thing in shown] == ["subnet-0", "subnet-4"]
    assert len(hidden) == 3
    assert heaviest(many, 9) == (many, ())
