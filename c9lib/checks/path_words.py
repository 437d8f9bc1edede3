"""A `Path` in the words of a check, and as the `Way` that a notebook draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from c9lib.checks.reader import Inapplicable, Unread
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check, Station, Way
from c9lib.nouns.way import Judgement
from c9lib.path import Hop, Path

FAMILY = "path."
ONWARD, BACK = " → ", " ← "
PASSED_BY = ("vpc", "security-group", "network-acl")


def evidence(path: Path) -> str:
    """Where the packet comes by, by id: `eni-1 → rtb-1 → nat-1 → rtb-2 → igw-1 → ssm.us-east-1.amazonaws.com`.

    What it only passes (security groups, network ACLs, the resolver) is left to the drawing; what stops it, or what
    isn't evaluated, is told with its rule.
    """
    told = [hop for hop in path.hops if hop.status != "pass" or not (hop.back or hop.kind in PASSED_BY)]
    return "".join(_joined(told))


def _joined(hops: list[Hop]) -> Iterator[str]:
    for at, hop in enumerate(hops):
        yield f"{(BACK if hop.back else ONWARD) if at else ''}{_named(hop)}"


def _named(hop: Hop) -> str:
    words = (hop.rule.removeprefix(hop.id).lstrip(": ") or hop.note) if hop.status != "pass" else ""
    return f"{hop.id} ({words})" if words else hop.id


def way(service: str, status: Judgement, path: Path) -> Way:
    """The way to draw, with the judgement of its check."""
    stations = tuple(Station(hop.kind, hop.id, hop.note, hop.rule, hop.status, hop.back) for hop in path.hops)
    told = " ".join(filter(None, [path.explanation, *path.caveats, *path.notes]))
    return Way(service, path.destination, path.reachable, status, str(path.reason), told, stations)


def drawn(seen: Snapshot, checks: Iterable[Check]) -> tuple[Way, ...]:
    """The ways of those checks `path.*` that could be answered."""
    found = []
    for check in checks:
        service = check.id.removeprefix(FAMILY)
        if check.id.startswith(FAMILY) and check.status != "skip":
            try:
                found.append(way(service, check.status, seen.surroundings.path_to(service)))
            except (Inapplicable, Unread):  # its check says why there is none
                continue
    return tuple(found)
