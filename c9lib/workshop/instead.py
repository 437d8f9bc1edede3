"""What would fit, where a class doesn't: fewer seats, a shared VPC, another way out, a higher quota."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from c9lib.parameters import judge
from c9lib.workshop.fit import Fit, Row, fit
from c9lib.workshop.layout import Layout, lay_out
from c9lib.workshop.model import Roster, Share, counted
from c9lib.workshop.quotas import Limit
from c9lib.workshop.there import There

OTHERS: tuple[tuple[str, Share, str], ...] = (
    ("--share vpc", "vpc", ""),
    ("-p network public", "vpc", "public"),
    ("-p network isolated", "vpc", "isolated"),
)
"""Other layouts, the least change first: the words of the command line, the share, the network ("" for the same)."""


def what_would(layout: Layout, there: There, limits: Mapping[str, Limit], found: Fit) -> tuple[str, ...]:
    """Sentences, the easiest first; () where everything fits."""
    if found.fits:
        return ()
    quotas = tuple(filter(None, (_raised(layout, row) for row in found.broken)))
    return (*_other_layouts(layout, there, limits), *_fewer(layout, there, limits), *quotas)


def _other_layouts(layout: Layout, there: There, limits: Mapping[str, Limit]) -> Iterator[str]:
    """The first other layout into which all seats fit."""
    for words, share, network in OTHERS:
        other = _with(layout.roster, share, network)
        if other and fit(other, there, limits).fits:
            extra = "" if layout.roster.share == "vpc" or words.startswith("--share") else "--share vpc "
            yield f"All {counted(len(layout.roster.seats), 'seat')} fit with {extra}{words}."
            return


def _with(roster: Roster, share: Share, network: str) -> Layout | None:
    """The layout of the same class with another share or network; None where it is the same, or not allowed."""
    if roster.shared.network == "existing" or (share == roster.share and network in ("", roster.shared.network)):
        return None
    changed = {"network": network} if network else {}
    shared = judge({**roster.shared.given(), **changed}).made
    each = [judge({**seat.parameters.given(), **changed}).made for seat in roster.seats]
    if shared is None or None in each:
        return None
    seats = tuple(replace(seat, parameters=one) for seat, one in zip(roster.seats, each, strict=True) if one)
    return lay_out(Roster(roster.source, seats, shared, share))


def _fewer(layout: Layout, there: There, limits: Mapping[str, Limit]) -> Iterator[str]:
    """How many seats of the roster fit as it is, from its first on."""
    least, most = 0, len(layout.roster.seats) - 1
    while least < most:  # the more seats, the less fits
        middle = (least + most + 1) // 2
        if fit(lay_out(_first(layout.roster, middle)), there, limits).fits:
            least = middle
        else:
            most = middle - 1
    if least:
        yield f"The first {counted(least, 'seat')} of the roster fit as it is."
    else:
        yield "Not one seat fits as it is."


def _first(roster: Roster, many: int) -> Roster:
    return replace(roster, seats=roster.seats[:many])


def _raised(layout: Layout, row: Row) -> str:
    """The command that asks AWS for a higher quota."""
    kind = row.need.kind
    if not kind.code:
        return ""
    return (
        f"A quota of {row.need.used + row.need.needed} for {row.thing}: aws service-quotas"
        f" request-service-quota-increase --service-code {kind.service} --quota-code {kind.code}"
        f" --desired-value {row.need.used + row.need.needed} --region {layout.own.region}"
    )
