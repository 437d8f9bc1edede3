"""A network as a picture and as text: both say the same, it fits, and nothing in it can break a page."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pytest

from c9lib.nouns import Landscape, Thing
from c9lib.show import NetworkPicture
from c9lib.show.boxes import BOX, COLOURS, ID, KIND, NOTE, RULE
from c9lib.show.folding import width
from c9lib.show.landscape_boxes import MARKED, facts_of, id_of, kind_of, rules_of
from c9lib.show.landscape_picture import landscape_picture
from c9lib.show.landscape_text import as_text
from tests.show.scenes import OUTSIDE, VPC, endpoint, instance, scene, subnet

PLAIN = scene()
BIG = scene(subnets=10, endpoints=20, gateways=9, rules=30)
SMALL = Landscape((*OUTSIDE, Thing("vpc", VPC, facts=("10.0.0.0/16",))))
SHARED = Landscape((*OUTSIDE, subnet(0), instance()), unseen=("route tables: AWS answered UnauthorizedOperation",))
CHANGED = scene(subnets=2, endpoints=3).since(scene(subnets=3, endpoints=0, rules=1))
NEW = scene(subnets=3).since(Landscape(empty="nothing"))
GONE = Landscape(empty="nothing is left").since(PLAIN)
SCENES = {
    "plain": PLAIN,
    "two": scene(subnets=2),
    "three": scene(subnets=3),
    "four": scene(subnets=4),
    "big": BIG,
    "small": SMALL,
    "shared": SHARED,
    "changed": CHANGED,
    "new": NEW,
    "gone": GONE,
}
every_scene = pytest.mark.parametrize("found", SCENES.values(), ids=list(SCENES))
Area = tuple[float, float, float, float]


def drawn(found: Landscape) -> ElementTree.Element:
    return ElementTree.fromstring(landscape_picture(found))


def said(found: Landscape) -> str:
    return "".join("".join(one.text or "" for one in drawn(found).iter("text")).split())


def boxes(found: Landscape) -> list[Area]:
    shapes = [one for one in drawn(found).iter("rect") if one.get("width") == str(BOX)]
    return [(*(float(one.get(name, "nan")) for name in ("x", "y", "width", "height")),) for one in shapes]  # type: ignore[misc]


def squeezed(words: str) -> str:
    return "".join(words.split())


@every_scene
def test_it_is_at_most_a_thousand_pixels_wide_and_everything_is_inside(found: Landscape) -> None:
    root = drawn(found)
    _, _, wide, high = map(float, (root.get("viewBox") or "").split())
    assert wide <= 1000
    for shape in root.iter("rect"):
        x, y, w, h = (float(shape.get(name, "nan")) for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + w <= wide
        assert y + h <= high


@every_scene
def test_no_box_lies_on_another(found: Landscape) -> None:
    for (ax, ay, aw, ah), (bx, by, bw, bh) in combinations(boxes(found), 2):
        assert ax + aw <= bx or bx + bw <= ax or ay + ah <= by or by + bh <= ay


@every_scene
def test_every_text_stands_in_a_box_or_a_frame_and_fits_it(found: Landscape) -> None:
    columns = {str(style.size).removesuffix(".0"): style.columns for style in (KIND, ID, NOTE, RULE)}
    for one in drawn(found).iter("text"):
        limit = columns.get(one.get("font-size", ""))
        if limit and one.get("font-weight") != "600":
            assert width((one.text or "").strip()) <= limit


@every_scene
def test_the_text_beside_it_says_the_same(found: Landscape) -> None:
    told, picture = squeezed(as_text(found)), said(found)
    shown = [thing for thing in found.things if squeezed(kind_of(thing) + id_of(thing)) in picture]
    assert shown
    for thing in shown:
        for line in (kind_of(thing), *facts_of(thing), *rules_of(thing), MARKED[thing.mark]):
            assert squeezed(line) in told
            assert squeezed(line) in picture
    hidden = [thing for thing in found.things if thing not in shown and thing.kind not in {one.kind for one in OUTSIDE}]
    assert not [thing.id for thing in hidden if squeezed(kind_of(thing) + thing.id) in told]


def test_a_vpc_with_twenty_endpoints_and_ten_subnets_folds_and_says_how_many_more() -> None:
    for told in (said(BIG), squeezed(as_text(BIG))):
        for words in ("… and 2 more subnets", "… and 12 more VPC endpoints", "… and 6 more NAT gateways"):
            assert squeezed(words) in told
        assert squeezed("… and 6 more route tables") in told
        assert squeezed("… and 23 more routes") in told
    assert len(boxes(BIG)) < 40


def test_of_many_subnets_the_one_with_the_instance_is_drawn_with_its_route_table() -> None:
    moved = tuple(replace(one, within=subnet(9).id) if one.kind == "instance" else one for one in BIG.things)
    for told in (said(Landscape(moved)), squeezed(as_text(Landscape(moved)))):
        assert squeezed(f"Subnet{subnet(9).id}") in told
        assert "EC2instancei-0a1b2c3d4e5f60718" in told
        assert squeezed("Route table rtb-00000000000000009") in told


def test_a_mark_is_a_word_a_border_and_never_a_colour_alone() -> None:
    table = next(thing for thing in CHANGED.things if thing.kind == "route-table" and thing.mark == "changed")
    assert table.added == ("10.1.0.0/16 to local",)
    picture = landscape_picture(CHANGED)
    for mark in ("new", "changed", "gone"):
        assert MARKED[mark] in picture  # type: ignore[index]
        assert f'stroke="{COLOURS[mark]}"' in picture
    assert "+ 10.1.0.0/16 to local" in " ".join(one.text or "" for one in drawn(CHANGED).iter("text"))
    assert COLOURS["new"] not in landscape_picture(PLAIN)


def test_an_arrow_leads_out_of_a_door_that_leads_somewhere() -> None:
    detached = replace(PLAIN.of("internet-gateway")[0], facts=("✘ detached: it leads nowhere",))
    arrows = {"internet": (*OUTSIDE, Thing("vpc", VPC), PLAIN.of("internet-gateway")[0]), "none": GONE.things}
    arrows["detached"] = (*OUTSIDE, Thing("vpc", VPC), detached)
    counted = {name: len(list(drawn(Landscape(things)).iter("path"))) for name, things in arrows.items()}
    assert counted == {"internet": 2, "none": 0, "detached": 0}


def test_the_heading_counts_what_the_change_did() -> None:
    assert NetworkPicture(PLAIN).heading == "The network as it is now"
    assert NetworkPicture(PLAIN.since(PLAIN)).heading.endswith("what the change did: nothing has changed")
    assert str(NetworkPicture(NEW)).startswith("The network as it is now, and what the change did: 15 new\n")


def test_an_empty_account_is_words() -> None:
    nothing = NetworkPicture(Landscape(empty="Nothing to draw yet: <b>"))
    assert landscape_picture(nothing.scene) == ""
    assert str(nothing) == "The network as it is now\nNothing to draw yet: <b>"
    assert "&lt;b&gt;" in nothing.html()
    assert "<svg" not in nothing.html()


def test_what_aws_did_not_show_is_said_in_both() -> None:
    words = "Not shown: route tables: AWS answered UnauthorizedOperation."
    assert words in as_text(SHARED)
    assert words in NetworkPicture(SHARED).html()


@every_scene
def test_it_stands_alone_in_a_page_of_any_theme(found: Landscape) -> None:
    picture = landscape_picture(found)
    root = drawn(found)
    assert root.get("role") == "img"
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert root.get("aria-labelledby") == " ".join(map(str, ids))
    assert [child.tag for child in root][:2] == ["title", "desc"]
    assert "currentColor" in picture
    for forbidden in ("<script", "href", "url(", "<style", "http", "onload"):
        assert forbidden not in picture
    assert "<b>" not in picture


def test_a_name_of_any_length_does_not_break_out_of_its_box() -> None:
    long = replace(endpoint(0, "ssm"), name="日本語" * 40, facts=("ssm, interface", "x" * 300))
    found = Landscape((*OUTSIDE, Thing("vpc", VPC), long))
    test_no_box_lies_on_another(found)
    test_every_text_stands_in_a_box_or_a_frame_and_fits_it(found)


def test_the_colours_of_marks_are_read_on_white_on_black_and_below_white_letters() -> None:
    for mark in ("new", "changed", "gone"):
        assert _contrast(COLOURS[mark], "#ffffff") >= 4.8
        assert _contrast(COLOURS[mark], "#111111") >= 3.7


def _contrast(one: str, other: str) -> float:
    """WCAG 2's contrast of two colours."""
    lights = sorted((_light(one), _light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: str) -> float:
    parts = [int(part, 16) / 255 for part in re.findall("..", colour.removeprefix("#"))]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
