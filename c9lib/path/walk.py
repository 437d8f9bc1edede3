"""A packet on its way: where it comes from, what it has passed, and where it ends.

A network ACL that stops it doesn't end the walk: the rest is walked to see which other crossings are closed, as one
remedy has to open them all. What is passed after the stop isn't shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from c9lib.cached import cached_property
from c9lib.path import acls, groups
from c9lib.path.acls import AclRuling, Crossing
from c9lib.path.destination import Destination
from c9lib.path.network import Network, Thing
from c9lib.path.path import Hop, Passing, Path, Reason
from c9lib.path.ranges import address_in, covers, is_amazons, touches


@dataclass(frozen=True)
class Source:
    """Where the packet begins: a network interface, or in a forecast the subnet in which one is to be.

    `cidr` is its private address, in a forecast the range of its subnet. `group_ids` is None for the group that Cloud9
    will make: everything out, nothing in (facts 1.7). `public` tells whether it has, or will have, a public address;
    `lacking` and `mend` are the sentence and the commands for the case that it hasn't.
    """

    name: str
    subnet: Thing
    cidr: str
    public: bool
    group_ids: tuple[str, ...] | None = None
    lacking: str = ""
    mend: tuple[str, ...] = ()


class Stopped(Exception):
    """The way ends here."""

    def __init__(self, reason: Reason, explanation: str, remedy: Sequence[str] = ()) -> None:
        super().__init__(explanation)
        self.reason = reason
        self.explanation = explanation
        self.remedy = tuple(remedy)


@dataclass
class Walk:
    """One packet from `source` to `destination`, and its answer."""

    network: Network
    source: Source
    destination: Destination
    hops: list[Hop] = field(default_factory=list)
    caveats: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    closed: list[tuple[Crossing, AclRuling]] = field(default_factory=list)
    """The crossings that a network ACL stops, in order."""
    mends: list[str] = field(default_factory=list)
    """What would take a caveat away, as commands."""

    @cached_property
    def ranges(self) -> Sequence[str]:
        """All addresses of the destination, where AWS keeps a prefix list of them (Amazon S3); else nothing."""
        held = self.network.prefix_list_of(self.destination.service_name)
        return held.get("Cidrs", ()) if held else ()

    @cached_property
    def address(self) -> str:
        """The public address that stands for the destination."""
        return address_in(self.ranges[0], 0) if self.ranges else self.destination.address

    def doubts(self, cidr: str, rule: str) -> None:
        """A rule decides that knows a part of the internet only: a caveat, unless it is told what the part holds."""
        held = [covers(cidr, one) for one in self.ranges if touches(cidr, one)]
        if self.ranges and (not held or (all(held) and len(held) == len(self.ranges))):
            return
        what = f"Whether {rule} holds the addresses of {self.destination.host}"
        self.caveats.append(f"{what} isn't evaluated here: AWS may change them.")

    def differs(self, cidr: str, words: str) -> None:
        """A part of the internet is treated otherwise: a doubt where it may be Amazon's, else worth a note."""
        if is_amazons(cidr) and not self.ranges:
            self.doubts(cidr, f"what {words}")
        else:
            self.notes.append(f"{words[:1].upper()}{words[1:]}: that isn't followed.")

    def fork(self) -> Walk:
        """The same walk until here, to try one of several addresses."""
        kept = (list(self.hops), list(self.caveats), list(self.notes), list(self.closed), list(self.mends))
        return Walk(self.network, self.source, self.destination, *kept)

    def through(
        self, kind: str, name: str, note: str = "", rule: str = "", *, back: bool = False, status: Passing = "pass"
    ) -> None:
        """Note one station."""
        if not self.closed:
            self.hops.append(Hop(kind, name, note, rule, status, back))

    def stops(
        self, kind: str, name: str, stopped: Stopped, note: str = "", rule: str = "", *, back: bool = False
    ) -> Stopped:
        """Note the station at which the packet stops; the caller raises what comes back."""
        unknown = stopped.reason == Reason.UNSUPPORTED
        self.through(kind, name, note, rule, status="unknown" if unknown else "stop", back=back)
        return stopped

    def by_groups(
        self, group_ids: Sequence[str], direction: groups.Direction, peer: groups.Peer, mend: Sequence[str]
    ) -> None:
        """Pass the security groups of an interface. Raises `Stopped`."""
        port = self.destination.port
        unknown = next((one for one in group_ids if self.network.security_group(one) is None), "")
        if unknown:
            stopped = Stopped(Reason.UNKNOWN_RESOURCE, f"The security group {unknown} isn't known here.")
            raise self.stops("security-group", unknown, stopped)
        ruling = groups.ruling(self.network, group_ids, direction, port, peer)
        if ruling.passes:
            for cidr in ruling.partly:
                self.doubts(cidr, ruling.rule)
            self.through("security-group", ruling.group_id, rule=ruling.rule)
            return
        lacks = "no rule at all" if ruling.reason == Reason.GROUP_EMPTY else "no rule"
        way = ("outbound", "to") if direction == "egress" else ("inbound", "from")
        told = f"{' and '.join(group_ids)} has {lacks} for {way[0]} TCP {port} {way[1]} {self.named(peer.cidr)}."
        for cidr in ruling.partly:
            self.doubts(cidr, f"{ruling.group_id}: {cidr}")
        rule = f"{ruling.group_id} {direction}: no rule fits"
        raise self.stops("security-group", ruling.group_id, Stopped(ruling.reason, told, mend), rule=rule)

    def across(self, crossing: Crossing) -> None:
        """Pass the network ACL of a subnet, or remember that it stops the packet."""
        ruling = acls.ruling(self.network, crossing)
        if ruling is None:
            return
        if ruling.doubt:
            self.doubts(*ruling.doubt)
        for cidr, words in ruling.partly:
            self.differs(cidr, f"{ruling.acl_id} {words}")
        status: Passing = "pass" if ruling.passes else "stop"
        note = self.in_words(crossing)
        self.through("network-acl", ruling.acl_id, note, ruling.rule, back=crossing.back, status=status)
        if not ruling.passes:
            self.closed.append((crossing, ruling))

    def in_words(self, crossing: Crossing) -> str:
        """`out of subnet-… to ssm.us-east-1.amazonaws.com, TCP 443`."""
        what = "the answer " if crossing.back else ""
        return what + crossing.in_words.replace(f"{self.address}/32", self.named(f"{self.address}/32"))

    def named(self, cidr: str) -> str:
        """An address in words: the one that stands for the service by the service's name."""
        if cidr == f"{self.address}/32" and self.destination.service_name:
            return self.destination.host
        return cidr.removesuffix("/32")

    def arrives(self) -> Path:
        """The packet has got there, and its answer back."""
        return Path(
            reachable=True,
            hops=tuple(self.hops),
            remedy=tuple(dict.fromkeys(self.mends)),
            caveats=tuple(dict.fromkeys(self.caveats)),
            notes=tuple(dict.fromkeys(self.notes)),
            destination=str(self.destination),
        )

    def ends(self, stopped: Stopped) -> Path:
        """The packet has stopped."""
        return Path(
            reachable=False,
            hops=tuple(self.hops),
            reason=stopped.reason,
            explanation=stopped.explanation,
            remedy=stopped.remedy,
            caveats=tuple(dict.fromkeys(self.caveats)),
            notes=tuple(dict.fromkeys(self.notes)),
            destination=str(self.destination),
        )
