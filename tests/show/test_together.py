"""Which ways are drawn as one, and what is said where they differ."""

from __future__ import annotations

from dataclasses import replace

from c9lib.show.together import together
from tests.show import samples

AGENT = ("ssm", "ssmmessages", "ec2messages")
HOSTS = [f"{name}.us-east-1.amazonaws.com" for name in AGENT]


def test_ways_through_one_nat_gateway_are_one_with_all_names() -> None:
    (one,) = together(map(samples.by_nat, AGENT))
    assert one.service == "ssm, ssmmessages, ec2messages"
    assert one.destination == ", ".join(f"{host}:443" for host in HOSTS)
    assert one.there[-1].id == "\n".join(HOSTS)
    assert one.stations[2:5] == samples.by_nat("ssm").stations[2:5]
    assert one.stations[1].note == "each name is a public address"


def test_endpoints_of_the_same_kind_are_one_and_each_keeps_its_id() -> None:
    (one,) = together(samples.by_endpoint(name, str(number)) for number, name in enumerate(AGENT, 1))
    last = one.stations[-1]
    assert last.id.split("\n")[1] == "ssmmessages: vpce-" + "2" * 17
    assert last.note == "in subnet-0123456789abcdef0"
    assert one.stations[1].note == "each name is its VPC endpoint, by private DNS"


def test_an_endpoint_in_another_subnet_is_said_with_its_service() -> None:
    first, second = samples.by_endpoint("ssm", "1"), samples.by_endpoint("ssmmessages", "2")
    elsewhere = replace(second.stations[-1], note="eni-2 10.0.2.9 in subnet-2")
    (one,) = together([first, replace(second, stations=(*second.stations[:-1], elsewhere))])
    assert one.stations[-1].note.split("\n") == [
        f"ssm: {first.stations[-1].note}",
        "ssmmessages: eni-2 10.0.2.9 in subnet-2",
    ]


def test_of_notes_that_differ_in_an_address_the_rest_is_said() -> None:
    first, second = samples.by_nat("ssm"), samples.by_nat("s3")
    other = tuple(replace(one, note=one.note.replace("52.46.128.0", "52.216.0.0")) for one in second.stations)
    (one,) = together([first, replace(second, stations=other)])
    assert one.stations[3].note == "out of subnet-0123456789abcdef0 to … TCP 443"
    assert one.stations[4].note == ""
    assert one.stations[6].note == "in subnet-0aaaaaaaaaaaaaaaa"


def test_ways_that_end_differently_stay_apart_and_in_order() -> None:
    ways = [samples.by_nat("ssm"), samples.by_nat("ssmmessages", last=samples.DENIED), samples.by_nat("s3")]
    assert [way.service for way in together(ways)] == ["ssm, s3", "ssmmessages"]


def test_a_packet_that_stops_is_drawn_with_those_that_stop_there_too_though_its_check_only_warns() -> None:
    needless = replace(samples.stopped_there("ec2messages"), status="warn")
    (one,) = together([needless, samples.stopped_there("ssm")])
    assert (one.service, one.status) == ("ec2messages, ssm", "fail")


def test_a_way_with_a_caveat_isnt_drawn_with_one_that_is_certain() -> None:
    assert len(together([samples.by_nat("ssm"), samples.with_caveat("ssmmessages")])) == 2


def test_another_instance_or_another_rule_is_another_way() -> None:
    way = samples.by_nat("ssm")
    moved = replace(way.stations[0], id="eni-other")
    ruled = replace(way.stations[2], rule="another rule")
    others = [(moved, *way.stations[1:]), (*way.stations[:2], ruled, *way.stations[3:])]
    assert len(together([way, *(replace(way, stations=stations) for stations in others)])) == 3


def test_a_sentence_that_names_the_destination_is_said_once_for_all() -> None:
    (one,) = together([samples.stopped_there("ssm"), samples.stopped_there("ssmmessages")])
    both = "ssm.us-east-1.amazonaws.com and ssmmessages.us-east-1.amazonaws.com"
    assert one.explanation == f"{samples.ACL} outbound 90 denies TCP 443 to {both}."


def test_one_way_is_left_as_it_is() -> None:
    assert together([samples.by_transit_gateway("ssm")]) == (samples.by_transit_gateway("ssm"),)
    assert together([]) == ()
