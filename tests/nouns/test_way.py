"""The way of a packet as text: a row per station, with marks and words."""

from __future__ import annotations

import json

from c9lib.nouns import Station, Verdict, Way

STATIONS = (
    Station("network-interface", "eni-1", "10.0.1.5"),
    Station("security-group", "sg-1", rule="sg-1 egress -1 to 0.0.0.0/0"),
    Station("transit-gateway", "tgw-1", status="unknown"),
    Station("network-acl", "acl-1", rule="100 deny", status="stop", back=True),
)
WAY = Way("ssm", "ssm.us-east-1.amazonaws.com:443", False, "fail", "SUBNET_ACL_RESTRICTION", "It is denied.", STATIONS)


def test_a_way_shows_each_station_with_its_rule_and_what_became_of_the_packet() -> None:
    lines = str(WAY).split("\n")
    assert lines[0] == "✘ fail: ssm (ssm.us-east-1.amazonaws.com:443): SUBNET_ACL_RESTRICTION"
    assert "✔ goes on" in lines[3]
    assert "10.0.1.5" in lines[3]
    assert "sg-1 egress -1 to 0.0.0.0/0" in lines[4]
    assert "▲ not evaluated" in lines[5]
    assert "✘ stops here" in lines[6]
    assert "back" in lines[6]
    assert lines[-1] == "It is denied."


def test_the_answer_is_told_from_the_packet() -> None:
    assert [each.id for each in WAY.there] == ["eni-1", "sg-1", "tgw-1"]
    assert [each.id for each in WAY.back] == ["acl-1"]
    assert str(WAY.there[0]) == "network-interface eni-1 (10.0.1.5)"


def test_a_verdict_carries_its_ways_as_plain_data() -> None:
    told = json.loads(json.dumps(Verdict((), ways=(WAY,)).to_json()))["ways"][0]
    assert (told["service"], told["reason"], told["stations"][3]["back"]) == ("ssm", WAY.reason, True)


def test_a_way_without_stations_says_so() -> None:
    assert "no station is known" in str(Way("s3", "s3.us-east-1.amazonaws.com:443", True, "ok"))
