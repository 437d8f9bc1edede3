"""Ways that go by the same stations are one picture: the agent's three services mostly leave by one door."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from c9lib.nouns import Station, Way
from c9lib.nouns.way import Judgement

OWN = ("internet", "network-interface", "vpc-endpoint")
"""Stations that a service has of its own; between two ways that are drawn as one, only these differ in their id."""
WORST_FIRST: tuple[Judgement, ...] = ("fail", "warn", "ok")
ENDPOINT = re.compile(r"\bvpce-[0-9a-f]+")


def together(ways: Iterable[Way]) -> tuple[Way, ...]:
    """The ways in their order, those alike merged into one that carries the names of all.

    Where two say something different, both are said, each with its service; of the notes at a service's own stations
    (the address of an endpoint's interface) only what all of them say.
    """
    alike: dict[Hashable, list[Way]] = {}
    for way in ways:
        alike.setdefault(_likeness(way), []).append(way)
    return tuple(_one(group) for group in alike.values())


def _likeness(way: Way) -> Hashable:
    stations = tuple(
        (one.kind, one.status, one.back, _general(one.rule, way), "" if _is_own(one, way) else one.id)
        for one in way.stations
    )
    # A packet that stops, stops, whether its check fails or, as for a service that isn't needed, only warns.
    return way.status if way.reachable else "", way.reason, stations


def _is_own(station: Station, way: Way) -> bool:
    """The first station is the instance itself, which all ways share."""
    return station.kind in OWN and station is not way.stations[0]


def _one(group: Sequence[Way]) -> Way:
    if len(group) == 1:
        return group[0]
    stations = tuple(_station(group, number) for number in range(len(group[0].stations)))
    return replace(
        group[0],
        status=next(status for status in WORST_FIRST if status in {way.status for way in group}),
        service=", ".join(way.service for way in group),
        destination=_all_of(group),
        explanation=_told(group, [way.explanation for way in group]),
        stations=stations,
    )


def _station(group: Sequence[Way], number: int) -> Station:
    same = [way.stations[number] for way in group]
    return replace(
        same[0],
        id=_told(group, [one.id for one in same]),
        note=_noted(group, [one.note for one in same]),
        rule=_told(group, [one.rule for one in same]),
    )


def _told(group: Sequence[Way], texts: Sequence[str]) -> str:
    """What all say, once; what they say differently, a line each."""
    if len(set(texts)) == 1:
        return texts[0]
    if len(set(map(_general, texts, group))) == 1 and " " in texts[0]:  # a sentence about its destination
        return _general(texts[0], group[0]).replace(PLACE, " and ".join(dict.fromkeys(map(_host, group))))
    lines = [text if way.service in text else f"{way.service}: {text}" for way, text in zip(group, texts, strict=True)]
    return "\n".join(dict.fromkeys(lines))


def _noted(group: Sequence[Way], notes: Sequence[str]) -> str:
    """The note of a station for several ways: `each name is its VPC endpoint, by private DNS`."""
    general = {_of_each(note, way) for note, way in zip(notes, group, strict=True)}
    if len(set(notes)) > 1 and len(general) == 1:
        return general.pop()
    return _shared(notes) or _told(group, notes)


def _of_each(note: str, way: Way) -> str:
    return ENDPOINT.sub("its VPC endpoint", _general(note, way).replace(PLACE, "each name"))


def _shared(notes: Sequence[str]) -> str:
    """The words in which notes begin and end alike: `out of subnet-… to … TCP 443`, `in subnet-…`; "" if in none."""
    words = [note.split() for note in notes]
    ahead = _alike(words)
    behind = list(reversed(_alike([list(reversed(each[len(ahead) :])) for each in words])))
    if not any(each[len(ahead) + len(behind) :] for each in words):
        return " ".join([*ahead, *behind])
    return " ".join([*ahead, *(["…"] if ahead else []), *behind])


def _alike(lists: Sequence[Sequence[str]]) -> list[str]:
    """The words that all lists begin with."""
    return [same[0] for same in takewhile(lambda same: len(set(same)) == 1, zip(*lists, strict=False))]


PLACE = "\0"
"""Stands where a way's own destination is named."""


def _general(text: str, way: Way) -> str:
    return text.replace(way.destination, PLACE).replace(_host(way), PLACE) if way.destination else text


def _host(way: Way) -> str:
    return way.destination.partition(":")[0]


def _all_of(group: Sequence[Way]) -> str:
    return ", ".join(dict.fromkeys(way.destination for way in group))
