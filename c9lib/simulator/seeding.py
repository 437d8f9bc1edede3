"""Ids that depend on the seed and the request alone, so that the same run gives the same ids whatever was asked in
between."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from c9lib.simulator.world import World


def seed_request(
    world: World, service: str, operation: str, region: str, params: dict[str, Any], tokens: set[str]
) -> str:
    """Seed moto's and our random numbers for one request; returns the request's digest.

    `tokens` are the names of idempotency tokens, which botocore draws at random: they don't count.
    """
    told = {name: value for name, value in params.items() if name not in tokens}
    text = json.dumps([service, operation, region, told], sort_keys=True, default=str)
    digest = hashlib.sha256(text.encode()).hexdigest()
    seed(world, f"{digest}/{world.asked[digest]}")
    return digest


def seed(world: World, text: str) -> None:
    """Seed moto's and our random numbers by the world's seed and `text`."""
    # Imported here: moto's package costs half a second, and `c9lib --help` must not pay for it.
    from moto.moto_api._internal import mock_random

    drawn = f"{world.seed}/{text}"
    mock_random.seed(drawn)
    world.random.seed(drawn)


@contextmanager
def set_aside(world: World) -> Iterator[None]:
    """Put the random numbers back as they were: a call inside another call doesn't shift the outer one's ids."""
    from moto.moto_api._internal import mock_random

    before = mock_random.getstate(), world.random.getstate()
    try:
        yield
    finally:
        mock_random.setstate(before[0])
        world.random.setstate(before[1])
