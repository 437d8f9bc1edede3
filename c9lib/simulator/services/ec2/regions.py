"""A Region as one finds it: the default VPC, with the same ids in every world of a seed.

moto makes a Region's default VPC when somebody first asks for anything in it, with random ids of that moment. A restart
replays only the writes, so the moment, and with it the ids, would differ. So `furnish` comes before any request.
"""

from __future__ import annotations

import hashlib

from c9lib.simulator import moto_network_changes as changes
from c9lib.simulator.api import ApiError
from c9lib.simulator.world import World


def furnish(world: World, region: str) -> None:
    """Make a Region's network once in a world's life; later calls do nothing and cost nothing.

    Raises `ApiError` for a Region that AWS doesn't have.
    """
    world.store("ec2-region", region, lambda: _begin(world, region))


def _begin(world: World, region: str) -> str:
    digest = hashlib.sha256(f"{world.seed}/ec2/{region}".encode()).hexdigest()
    try:
        changes.begin_region(region, int(digest, 16))
    except KeyError:
        # AWS has no host at such an address, so there are no words of AWS's for it.
        raise ApiError("InvalidRegion", f"AWS has no Region {region}.") from None
    return region
