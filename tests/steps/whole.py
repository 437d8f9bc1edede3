"""What a NAT network must be when it is done."""

from __future__ import annotations

from c9lib.aws import Session
from c9lib.steps.network import NetworkStep
from c9lib.steps.network_parts import parts
from c9lib.steps.network_site import Site, site
from c9lib.steps.place import place


def whole(session: Session, zones: int = 1) -> Site:
    """The network, which must be there once and lead out of its private subnets."""
    there, here = parts(session), site(session)
    counts = [len(there.vpcs), len(there.gateways), len(there.tables), len(there.addresses), len(there.subnets)]
    assert counts == [1, 1, 2, 1, zones + 1]
    assert [one["State"] for one in there.nat_gateways if one["State"] != "failed"] in (["pending"], ["available"])
    assert [here.is_routed("public"), here.is_routed("private")] == [True, True]
    goal = place(session)
    assert goal is not None
    assert (goal.way, goal.gives_address) == ("open", False)
    assert goal.subnet_id in [one["SubnetId"] for one in here.subnets("private").values()]
    assert NetworkStep(session).plan().changes == ()
    return here
