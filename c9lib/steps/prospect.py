"""Whether an instance that is launched now will come online, judged before anything is created (facts 8.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from c9lib.checks.documented import OF_SESSIONS
from c9lib.nouns import Change
from c9lib.path import Network, Path
from c9lib.path.network import state_of
from c9lib.steps.endpoint_changes import InterfaceEndpoints
from c9lib.steps.endpoint_guard import Guard
from c9lib.steps.endpoint_parts import Endpoints
from c9lib.steps.endpoint_use import policy_flaws, way
from c9lib.steps.forecast import endpoints_first, first
from c9lib.steps.made_network import is_unfinished
from c9lib.steps.nat_gateways import wait_until_available
from c9lib.steps.reading import is_ours
from c9lib.steps.whatif import settled, with_endpoints, with_rules


@dataclass(frozen=True)
class Prospect:
    """What stands against a launch, what an earlier step mends, what can't be told, and what has to be done before."""

    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()


def prospect(there: Endpoints) -> Prospect:
    """The forecast for the subnet of a deployment, for an instance that isn't there yet."""
    here, guard = there.here, Guard(there.session, there)
    denied = tuple(_denied(there))
    if denied:
        return _mended_by_endpoints(there, denied) if _all_own(there) else Prospect(refusals=denied)
    nat = here.pending_nat_gateways
    waiting = (wait_until_available(there.session, list(nat)),) if nat else ()
    if here.way != "closed":
        return Prospect(waiting, here.notes())
    if not closed(there, _opened(there, guard)):
        return Prospect((*guard.for_a_launch(), *_starting(there, guard), *waiting), here.notes())
    if endpoints_first(there.session.parameters) and not here.is_shared and _mends(there, guard):
        return _mended_by_endpoints(there, (_why(there),))
    if is_unfinished(there.session):
        return Prospect(waits_for=(f"{_why(there)} {first('network')}",))
    return Prospect(refusals=here.refusals())


def _mended_by_endpoints(there: Endpoints, told: tuple[str, ...]) -> Prospect:
    """What step endpoints mends: waited for in a run that comes to it before the launch, refused in any other."""
    words = tuple(f"{one} {first('endpoints')}" for one in told)
    turned = endpoints_first(there.session.parameters)
    return Prospect(waits_for=words) if turned else Prospect(refusals=words)


def closed(there: Endpoints, network: Network) -> list[Path]:
    """The ways of SSM Agent that are closed for certain in a network."""
    paths = (way(there, service, network) for service in OF_SESSIONS)
    return [path for path in paths if not path.reachable and path.certain]


def _opened(there: Endpoints, guard: Guard) -> Network:
    """The network once this deployment's endpoints let the subnet in, and what is starting has started."""
    network = settled(there.network)
    if guard.group_id and any(guard.for_a_launch()):
        return with_rules(network, guard.group_id, "ingress", guard.there | {guard.subnet})
    return network


def _mends(there: Endpoints, guard: Guard) -> bool:
    """Whether step endpoints opens what is closed."""
    services = [one for one in there.session.parameters.endpoint_services if one != "s3"]
    return bool(services) and not closed(there, with_endpoints(there, services, guard.wanted | {guard.subnet}))


def _why(there: Endpoints) -> str:
    """What is closed now, in short: the remedy is a step of the run."""
    path = closed(there, settled(there.network))[0]
    return (
        f"From {there.here.subnet_id} an instance doesn't reach {path.destination} ({path.reason}): {path.explanation}"
    )


def _starting(there: Endpoints, guard: Guard) -> Iterator[Change]:
    found = [(service, there.interface(service)) for service in OF_SESSIONS]
    pending = [service for service, one in found if one and state_of(one) == "pending"]
    yield from InterfaceEndpoints(there.session, there, guard).waiting(pending)


def _denied(there: Endpoints) -> Iterator[str]:
    """Endpoints on the agent's way whose policy doesn't let it through."""
    for service in OF_SESSIONS:
        found = there.interface(service)
        for flaw in policy_flaws(there, service, found) if found else ():
            assert found is not None, "it has a flaw"
            yield f"SSM Agent asks the endpoint {found['VpcEndpointId']} for {service}. {flaw}"


def _all_own(there: Endpoints) -> bool:
    found = (there.interface(service) for service in OF_SESSIONS)
    return all(one is None or is_ours(there.session, one) for one in found)
