"""What is wrong with one value, and the nearest right one."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from c9lib.parameters.choices import GONE_IMAGES, IMAGE_PATH
from c9lib.parameters.rows import NAMES, option
from c9lib.parameters.shown import shown


def unknown_name(name: object) -> str:
    """Words for a name that isn't a parameter's. Its value isn't shown: it may be a secret put in the wrong place."""
    near = near_name(name) if isinstance(name, str) else ""
    return f"there is no such parameter; nearest: {near}" if near else "there is no such parameter"


def refused(name: str, value: Any, said: str = "") -> str:
    """Words for a value out of bounds: the value, why, the limit, the nearest right value.

    `said` is the reason of a validator of ours, which knows better.
    """
    if said:
        return f"{shown(value)} {said}"
    special = HINTS.get(name, _nothing)(value)
    one = option(name)
    if special:
        return f"{shown(value)} {special}"
    if one.choices:
        near = _nearest(value, one.choices)
        return f"{shown(value)} isn't one of {', '.join(one.choices)}" + (f"; nearest: {near}" if near else "")
    return f"{shown(value)} is outside the limits: {one.limits}"


def near_name(name: str, known: tuple[str, ...] = NAMES) -> str:
    """The parameter, or another of these names, meant by `subnetId`, `subnet-id`, `subnet` or `subnet_di`; "" if none
    is."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name[:100]).lower().replace("-", "_").replace(" ", "_")
    near = _nearest(snake, known)
    if near:
        return near
    holding = [one for one in known if snake and snake in one.split("_")]
    return holding[0] if len(holding) == 1 else ""


def _nearest(value: object, known: list[str] | tuple[str, ...]) -> str:
    lowered = {one.lower(): one for one in known}
    wanted = value[:100].lower() if isinstance(value, str) else ""
    near = get_close_matches(wanted, lowered, n=5)
    swapped = [one for one in near if sorted(one) == sorted(wanted)]  # us-esat-1 is us-east-1, not us-west-1
    return lowered[(swapped + near)[0]] if near else ""


def _nothing(value: Any) -> str:
    return ""


def _image(value: Any) -> str:
    gone = GONE_IMAGES.get(str(value).removeprefix(IMAGE_PATH))
    return f"is gone: {gone}; use amazonlinux-2023-x86_64 or ubuntu-22.04-x86_64" if gone else ""


def _somebody(value: Any) -> str:
    if re.match(r"arn:[a-z-]+:iam::[0-9]+:role/", str(value)):
        return (
            "is a role's ARN, which Cloud9 takes neither as an owner nor as a member; who has assumed the role can be"
            " one: arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION"
        )
    return ""


def _instance_type(value: Any) -> str:
    family = re.match(r"([a-z]+[1-9])[a-z-]+\.([a-z0-9]+)$", str(value))
    if family:  # facts 3.2: t3a, t4g, c6i and the like don't match the pattern of Cloud9's API
        return (
            f"is of a family with letters after its digit, which Cloud9's API refuses; nearest: {family[1]}.{family[2]}"
        )
    return ""


def _account_id(value: Any) -> str:
    if re.fullmatch(r"[0-9]{4}-[0-9]{4}-[0-9]{4}", str(value)):
        return f'has hyphens; write "{str(value).replace("-", "")}"'
    bare = str(value).strip("\"'")
    if bare != value and re.fullmatch(r"[0-9]{12}", bare):
        return f'has quotes within it; write "{bare}"'
    if not str(value).isdecimal():
        return ""
    if len(value) != 12:
        return f"has {len(value)} digits, not 12"
    return f'has other digits than 0 to 9; write "{"".join(str(int(digit)) for digit in value)}"'


def _name_length(value: Any) -> str:
    return f"has {len(value)} characters, not 1 to 60"


def _too_long(value: Any) -> str:
    return f"has {len(value)} characters, not up to 200"


def _region(value: Any) -> str:
    near = _nearest(value, option("region").choices)
    return "isn't one of the 22 Regions that have Cloud9" + (f"; nearest: {near}" if near else f": {_regions()}")


def _regions() -> str:
    return ", ".join(option("region").choices)


HINTS: dict[str, Callable[[Any], str]] = {
    "account_id": _account_id,
    "description": _too_long,
    "environment_name": _name_length,
    "image_id": _image,
    "instance_type": _instance_type,
    "members": _somebody,
    "owner_arn": _somebody,
    "region": _region,
}
