"""What is drawn of a network: which things, how much of each, and how each is marked; for the picture and for its
text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from c9lib.nouns import Landscape, Mark, Thing, heaviest
from c9lib.nouns.landscape import OUTSIDE
from c9lib.show.boxes import Box, term

MARKED: dict[Mark, str] = {"": "", "new": "+ new", "changed": "± changed", "gone": "− gone"}
"""How a mark is told: a sign and a word, never a colour alone."""
NAMES = {
    "internet": "The internet",
    "systems-manager": "AWS Systems Manager",
    "s3": "Amazon S3",
    "cloud9": "AWS Cloud9",
    "instance": "EC2 instance",
}
MOST = {"subnet": 8, "vpc-endpoint": 4, "nat-gateway": 3, "route-table": 4, "security-group": 4, "network-acl": 4}
"""How many of a kind are drawn: of a subnet's NAT gateways, and of the endpoints in one column."""
MOST_LINES = 8
"""How many lines of a thing's facts, and how many of its rules, are drawn."""
LONGEST_NAME = 48
"""Characters; Cloud9's own names hold an id of 32."""
SERVICES = ("ssm", "ssmmessages", "ec2messages")


@dataclass(frozen=True)
class Group:
    """Things side by side under a heading; `hidden` says how many more there are."""

    heading: str
    things: tuple[Thing, ...]
    hidden: str = ""


def kind_of(thing: Thing) -> str:
    """What a thing is, in AWS's words."""
    return "VPC" if thing.kind == "vpc" else NAMES.get(thing.kind) or term(thing.kind)


def id_of(thing: Thing) -> str:
    """Its id, and its name where it has another one; "" for what has none."""
    if thing.kind in OUTSIDE:
        return ""
    name = thing.name if len(thing.name) <= LONGEST_NAME else f"{thing.name[: LONGEST_NAME - 1]}…"
    return "\n".join(filter(None, (thing.id, name)))


def told(lines: tuple[str, ...], added: tuple[str, ...], noun: str = "line") -> Iterator[str]:
    """Lines of a thing, those that are new with a `+`; after the eighth, how many more there are."""
    shown = lines if len(lines) <= MOST_LINES else lines[: MOST_LINES - 1]
    for line in shown:
        yield f"+ {line}" if line in added else line
    if len(shown) < len(lines):
        yield f"… and {len(lines) - len(shown)} more {noun}s"


def facts_of(thing: Thing) -> list[str]:
    """What it is and how it is, then what it was before and is no more."""
    return [*told(thing.facts, thing.added), *(f"− {line}" for line in thing.before[:MOST_LINES])]


def rules_of(thing: Thing) -> list[str]:
    """Its routes or rules."""
    noun = "route" if thing.kind == "route-table" else "rule"
    return [*told(thing.rules, thing.added, noun), *(f"− {line}" for line in thing.rules_before[:MOST_LINES])]


def box_of(thing: Thing) -> Box:
    """A thing as a box."""
    look = thing.mark or "pass"
    note, rule = "\n".join(facts_of(thing)), "\n".join(rules_of(thing))
    return Box(kind_of(thing), id_of(thing), note, rule, look, MARKED[thing.mark])


def hidden_box(words: str) -> Box:
    """What stands for those that aren't drawn."""
    return Box("", "", words, "", "unreached")


def of_kind(kind: str, things: Iterable[Thing], heading: str = "", first: Collection[str] = ()) -> Group:
    """The things of a kind that are drawn, those called `first` before others; and words for the rest."""
    shown, hidden = heaviest(things, MOST[kind], first)
    return Group(heading, shown, _more(kind, hidden))


def _more(kind: str, hidden: tuple[Thing, ...]) -> str:
    if not hidden:
        return ""
    noun = "VPC endpoint" if kind == "vpc-endpoint" else term(kind)
    noun = noun if noun[:2].isupper() else noun.lower()
    return f"… and {len(hidden)} more {noun}{'s' if len(hidden) > 1 else ''}"


def doors(scene: Landscape) -> tuple[Group, Group, Group, Group]:
    """What stands at the edge of the VPC, by what lies behind it: the internet, Systems Manager, S3, other services."""
    endpoints = scene.of("vpc-endpoint")
    for_sessions = [one for one in endpoints if _service(one) in SERVICES]
    for_s3 = [one for one in endpoints if _service(one) == "s3"]
    others = [one for one in endpoints if one not in for_sessions and one not in for_s3]
    return (
        Group("", scene.of("internet-gateway")),
        of_kind("vpc-endpoint", for_sessions),
        of_kind("vpc-endpoint", for_s3),
        of_kind("vpc-endpoint", others),
    )


def _service(endpoint: Thing) -> str:
    return endpoint.facts[0].partition(",")[0] if endpoint.facts else ""


def tiers(scene: Landscape) -> tuple[list[tuple[Thing, ...]], str]:
    """The subnets that are drawn, the public ones apart from the others; and words for the rest. One that holds
    something is drawn before an empty one."""
    found = of_kind("subnet", scene.of("subnet"), first=holding(scene))
    public = tuple(one for one in found.things if any(line.startswith("public") for line in one.facts))
    private = tuple(one for one in found.things if one not in public)
    return [one for one in (public, private) if one], found.hidden


def holding(scene: Landscape) -> set[str]:
    """The ids of the subnets that hold an instance or a NAT gateway."""
    return {one.within for one in scene.of("instance", "nat-gateway")}


def within(scene: Landscape, subnet: Thing) -> Group:
    """What a subnet holds: the instance, then NAT gateways."""
    gateways = of_kind("nat-gateway", scene.inside(subnet.id, "nat-gateway"))
    return Group("", (*scene.inside(subnet.id, "instance"), *gateways.things), gateways.hidden)


def below(scene: Landscape) -> list[Group]:
    """What decides about packets: route tables, security groups, and those network ACLs that keep something back."""
    named = (
        ("route-table", "Route tables: where a packet goes from a subnet"),
        ("security-group", "Security groups: what may come in and go out"),
        ("network-acl", "Network ACLs that keep something back"),
    )
    subnets = holding(scene)
    deciding = {one.id for one in scene.things if any(line.endswith(name) for line in one.facts for name in subnets)}
    groups = [of_kind(kind, scene.of(kind), heading, deciding) for kind, heading in named]
    return [one for one in groups if one.things]
