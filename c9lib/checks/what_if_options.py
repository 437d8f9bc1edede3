"""What may be taken away or changed around an instance, by what is there: network, names, rules, rights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches

from c9lib.checks import what_if_gateways, what_if_rights, what_if_rules
from c9lib.checks.reader import Inapplicable, Unread
from c9lib.checks.snapshot import Snapshot
from c9lib.checks.what_if_possible import Possible
from c9lib.errors import ParameterError
from c9lib.path.network import state_of

KINDS: tuple[Callable[[Snapshot], Iterator[Possible]], ...] = (
    what_if_gateways.nat_gateways,
    what_if_gateways.internet_gateways,
    what_if_gateways.routes,
    what_if_gateways.associations,
    what_if_gateways.endpoints,
    what_if_gateways.names,
    what_if_gateways.attributes,
    what_if_gateways.addresses,
    what_if_rules.group_rules,
    what_if_rules.entries,
    what_if_rules.denials,
    what_if_rights.policies,
    what_if_rights.profiles,
    what_if_rules.https_only,
)
"""In the order in which they are listed."""
NEAREST = 3
"""How many ids an unknown one is answered with."""


def possible(seen: Snapshot) -> tuple[list[Possible], tuple[str, ...]]:
    """What may be otherwise, and in sentences what AWS didn't show."""
    unread: list[str] = []
    found = list(_listed(seen, unread))
    unread += _being_made(seen)
    return found, tuple(dict.fromkeys(unread))


def _listed(seen: Snapshot, unread: list[str]) -> Iterator[Possible]:
    """One after another, so that whoever looks for one doesn't ask AWS about those behind it."""
    for kind in KINDS:
        try:
            yield from kind(seen)
        except Unread as refused:
            unread.append(f"Not listed, as AWS answered {refused.code} to {refused.permission}: {kind.__name__}.")
        except Inapplicable:
            continue


def no_network(seen: Snapshot) -> str:
    """Why there is no network to look at; "" where there is one, or AWS doesn't show it."""
    try:
        seen.surroundings.subnet_id  # noqa: B018 - it is read by being asked for
    except Inapplicable as missing:
        return str(missing)
    except Unread:
        return ""
    return ""


def _being_made(seen: Snapshot) -> Iterator[str]:
    """What isn't asked about yet."""
    try:
        network, vpc_id = seen.surroundings.network, seen.surroundings.vpc_id
        things = ((network.nat_gateways, "NatGatewayId"), (network.vpc_endpoints, "VpcEndpointId"))
        for one, name in ((one, name) for several, name in things for one in several):
            if one.get("VpcId") == vpc_id and state_of(one) == "pending":
                yield f"{one[name]} is still being made: ask again in some minutes."
    except (Inapplicable, Unread):
        return


def chosen(seen: Snapshot, wanted: str) -> Possible:
    """The one with this id, this alias (`ssm`), or this attribute (`enableDnsSupport`). Raises `ParameterError`, with
    the nearest, for one that there isn't.
    """
    ids: list[str] = []
    for one in _listed(seen, []):
        if wanted and (wanted in (one.option.id, one.option.alias) or one.option.id.endswith(f":{wanted}")):
            return one
        ids.append(one.option.id)
    near = get_close_matches(wanted, ids, NEAREST, 0.5) or [one for one in ids if wanted and one.startswith(wanted)]
    raise ParameterError(
        f"There is nothing called {wanted!r} here that may be otherwise.",
        details=(f"{len(ids)} things are known around this subnet and instance",),
        remedy=(f"Nearest: {', '.join(near[:NEAREST])}" if near else "what_if() lists what there is.",),
    )
