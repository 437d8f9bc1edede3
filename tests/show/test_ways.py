"""Ways as pictures and as text: both say the same, nothing in them can break a page."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from c9lib.nouns import Way
from c9lib.nouns.way import PASSING
from c9lib.show import Ways
from c9lib.show.boxes import BOX, ID, KIND, NOTE, RULE, term
from c9lib.show.folding import width
from c9lib.show.picture import picture
from tests.show import samples

SVG = ""  # inside a page, an element needs no name space
SAMPLES = [
    samples.by_nat("ssm"),
    samples.by_endpoint("ssm", "1"),
    samples.stopped_there("ssm"),
    samples.by_nat("ssm", last=samples.DENIED),
    samples.by_transit_gateway("ssm"),
    samples.with_caveat("ssm"),
]
every_way = pytest.mark.parametrize("way", SAMPLES, ids=lambda way: f"{way.status}-{len(way.stations)}")


def drawn(way: Way) -> ElementTree.Element:
    return ElementTree.fromstring(picture(way))


def texts(way: Way) -> list[str]:
    return [(one.text or "").strip() for one in drawn(way).iter(f"{SVG}text")]


def labels(way: Way) -> list[str]:
    return [text for text in texts(way) if text[:1] in "✔✘▲–"]


@every_way
def test_each_station_is_a_box_and_nothing_of_it_is_lost(way: Way) -> None:
    said = "".join("".join(texts(way)).split())
    for station in way.stations:
        rule = station.rule.removeprefix(station.id).lstrip(": ")
        for fact in (term(station.kind), station.id, station.note, rule):
            assert "".join(fact.split()) in said
    boxes = [one for one in drawn(way).iter(f"{SVG}rect") if one.get("width") == str(BOX)]
    assert len(boxes) == len(labels(way)) >= len(way.stations)


@every_way
def test_it_fits_its_frame_and_text_fits_its_box(way: Way) -> None:
    root = drawn(way)
    _, _, wide, high = map(float, (root.get("viewBox") or "").split())
    assert wide <= 1000
    for shape in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(shape.get(name, "nan")) for name in ("x", "y", "width", "height"))
        assert 0 <= x < x + w <= wide
        assert 0 <= y < y + h <= high
    columns = {f"{style.size:g}": style.columns for style in (KIND, ID, NOTE, RULE)}
    assert all(width(one.text.strip()) <= columns.get(one.get("font-size"), 40) for one in root.iter(f"{SVG}text"))


@every_way
def test_who_hears_it_gets_title_and_every_station(way: Way) -> None:
    root = drawn(way)
    title, description = root[0], root[1]
    assert root.get("role") == "img"
    assert (root.get("aria-labelledby") or "").split() == [title.get("id"), description.get("id")]
    assert way.service in (title.text or "")
    for station in way.stations:
        assert f"{station.id}" in (description.text or "")
    assert (description.text or "").count(PASSING["stop"]) == [one.status for one in way.stations].count("stop")


@every_way
def test_nothing_comes_from_outside_and_nothing_runs(way: Way) -> None:
    html = Ways.of([way]).html()
    assert not re.search(r"https?://|url\(|href|<script|<style|@import|\son\w+=", html)


def test_a_packet_that_arrives_says_so_and_its_answer_too() -> None:
    assert labels(samples.by_nat("ssm"))[-3:] == ["✔ goes on", "✔ arrives", "✔ comes back"]


def test_an_arrival_that_isnt_certain_says_so() -> None:
    assert labels(samples.with_caveat("ssm"))[-1] == "✔ comes back, as far as is known"


def test_a_packet_that_stops_misses_its_destination() -> None:
    assert labels(samples.stopped_there("ssm")) == ["✔ goes on", "✔ goes on", "✘ stops here", "– isn't reached"]
    assert "Destination" in texts(samples.stopped_there("ssm"))


def test_a_packet_arrives_and_its_answer_stops() -> None:
    way = samples.by_nat("ssm", last=samples.DENIED)
    assert labels(way)[-3:] == ["✔ arrives", "✘ stops here", "– isn't reached"]
    assert texts(way).count("Network interface") == 2


def test_what_is_not_evaluated_is_neither_reached_nor_missed() -> None:
    assert labels(samples.by_transit_gateway("ssm"))[-2:] == ["▲ not evaluated", "– not known whether it's reached"]


def test_a_way_that_ends_between_two_stations_does_not_arrive() -> None:
    way = samples.way("ssm", (samples.ENI, samples.GROUP), "fail", "UNASSOCIATED_COMPONENT", "No route table decides.")
    assert labels(way)[-1] == "– isn't reached"
    assert "✔ arrives" not in labels(way)


def test_what_differs_by_colour_differs_by_words_and_border_too() -> None:
    shapes = {
        (one.get("stroke"), one.get("stroke-dasharray"), one.get("stroke-width"))
        for way in SAMPLES
        for one in drawn(way).iter(f"{SVG}rect")
        if one.get("width") == str(BOX)
    }
    assert len(shapes) == 4
    assert len({shape[1:] for shape in shapes}) == 4


def test_long_names_are_folded_and_signs_of_html_escaped() -> None:
    hostile = replace(samples.ENI, id="eni-" + "f" * 90, note='<script>alert("x")</script> & 日本' * 3)
    way = replace(samples.by_nat("ssm"), stations=(hostile,), explanation="<b>no</b>", service="<i>")
    html = Ways.of([way])._repr_mimebundle_()["text/html"]
    assert "<script" not in html
    assert "<b>no" not in html
    assert "<i>" not in html
    test_it_fits_its_frame_and_text_fits_its_box(way)


def test_two_pictures_on_a_page_have_ids_of_their_own() -> None:
    html = Ways.of(SAMPLES).html()
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(set(ids)) == len(ids) == 2 * html.count("<svg")


def test_the_text_says_the_same_and_is_always_the_same() -> None:
    ways = Ways.of([samples.by_nat("ssm"), samples.stopped_there("s3")], title="T")
    bundle = ways._repr_mimebundle_()
    assert bundle["text/plain"] == str(ways) == f"T\n\n{samples.by_nat('ssm')}\n\n{samples.stopped_there('s3')}"
    assert bundle == Ways.of([samples.by_nat("ssm"), samples.stopped_there("s3")], title="T")._repr_mimebundle_()


def test_without_a_way_both_say_why() -> None:
    ways = Ways.of([], title="T", empty="Nothing is <made> yet.")
    assert str(ways) == "T\n\nNothing is <made> yet."
    assert "Nothing is &lt;made&gt; yet." in ways.html()
    assert picture(samples.way("ssm", ())) == ""


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("nat-gateway", "NAT gateway"),
        ("network-acl", "Network ACL"),
        ("vpc-peering-connection", "VPC peering connection"),
        ("internet", "Internet"),
        ("vpc", "DNS resolver of the VPC"),
    ],
)
def test_stations_have_awss_names(kind: str, words: str) -> None:
    assert term(kind) == words
