"""`Fn::Cidr`: address ranges cut from a larger one."""

from __future__ import annotations

import ipaddress
from itertools import islice

from c9lib.simulator.templates.nouns import TemplateError

MOST = 256


def ranges(block: str, count: str, bits: str) -> list[str]:
    """The first `count` ranges of `block` with `bits` bits for the addresses inside each: 8 of an IPv4 block makes /24
    (AWS: "Fn::Cidr"). Raises `TemplateError`; its words aren't known from AWS.
    """
    if not count.isdecimal() or not 1 <= int(count) <= MOST:
        raise TemplateError(f"Template error: Fn::Cidr: the number of ranges must be from 1 to {MOST}, and is {count}")
    try:
        network = ipaddress.ip_network(block, strict=False)
    except ValueError as error:
        raise TemplateError(f"Template error: Fn::Cidr: {block} isn't a CIDR block") from error
    if not bits.isdecimal() or not 1 <= int(bits) <= network.max_prefixlen - network.prefixlen:
        raise TemplateError(f"Template error: Fn::Cidr: {block} has no ranges with {bits} bits for their addresses")
    made = [str(part) for part in islice(network.subnets(new_prefix=network.max_prefixlen - int(bits)), int(count))]
    if len(made) < int(count):
        raise TemplateError(f"Template error: Fn::Cidr: {block} has {len(made)} ranges of {bits} bits, not {count}")
    return made
