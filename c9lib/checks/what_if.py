"""What would happen if one thing were otherwise: the checks judge a world that isn't there. Nothing is written.

seen = subject(session)
options(seen)                       # what may be taken away or changed
consequence(seen, "nat-…")          # ways before and after, the agent, the root cause
"""

from __future__ import annotations

from functools import partial

from c9lib.aws import Session
from c9lib.checks.asking import judged
from c9lib.checks.path_words import way
from c9lib.checks.reader import Inapplicable, Unread
from c9lib.checks.rootcause import root_cause
from c9lib.checks.snapshot import Snapshot
from c9lib.checks.surroundings import Surroundings
from c9lib.checks.what_if_agent import agent_now, agent_then, rightless
from c9lib.checks.what_if_options import chosen, no_network, possible
from c9lib.checks.what_if_possible import Possible
from c9lib.checks.what_if_reader import Imagined
from c9lib.checks.what_if_words import sentence
from c9lib.nouns import Verdict, Way
from c9lib.nouns.what_if import Consequence, Options

OF_AGENT = "agent"
"""The family that looks at what came of it, not at what it comes from: `agent_then` foretells that."""


def subject(session: Session, environment_id: str | None = None, instance_id: str | None = None) -> Snapshot:
    """What is looked at: the deployment's environment, or its subnet before the launch; another one by its id."""
    return Snapshot(session, environment_id, instance_id)


def options(seen: Snapshot) -> Options:
    """What may be taken away or changed, by what is there. Reads only."""
    seen.reader.ahead(lambda: seen.instance_or_none)
    seen.reader.ahead(lambda: _read_ahead(seen.surroundings))
    found, unread = possible(seen)
    return Options(tuple(one.option for one in found), unread, no_network(seen))


def _read_ahead(around: Surroundings) -> None:
    network = around.network
    changeable = (network.internet_gateways, network.nat_gateways, network.network_interfaces)
    around.reads.ahead(*(partial(list, things) for things in changeable))


def consequence(seen: Snapshot, wanted: str) -> Consequence:
    """The forecast for one option. Reads only. Raises `ParameterError` for an id that there isn't."""
    return forecast(seen, chosen(seen, wanted))


def forecast(seen: Snapshot, what: Possible) -> Consequence:
    """The forecast for something that is possible."""
    before, then = judged(seen), imagined(seen, what)
    after = judged(then)
    lacking = rightless(then)
    now, (cause, reason) = _cause(before), _cause(after)
    lost = tuple(one.service for one in before.ways if one.reachable and not _reached(after, one.service))
    told = Consequence(
        what.option,
        before.ways,
        after.ways,
        agent_now(seen),
        agent_then(then, lacking),
        cause,
        reason,
        gone=lost,
        as_now=now == (cause, reason),
        rightless=lacking,
        rightless_now=rightless(seen),
        internet=_internet(seen, then),
    )
    return sentence(told)


def imagined(seen: Snapshot, what: Possible) -> Snapshot:
    """The same subject in a world where it is so."""
    reader = Imagined(seen.reader, what.edit, what.answers)
    return Snapshot(seen.session, seen.environment_id, seen.instance_id, reader)


def _cause(verdict: Verdict) -> tuple[str, str]:
    """The root cause among what can be foretold, and its reason; "" where nothing fails."""
    told = [one for one in verdict.checks if one.family != OF_AGENT]
    cause = root_cause(told)
    return (cause, next(one.reason for one in told if one.id == cause)) if cause else ("", "")


def _internet(seen: Snapshot, then: Snapshot) -> tuple[Way, Way] | None:
    """The way to what no endpoint is for, now and then, where it would be lost."""
    try:
        now, after = seen.surroundings.path_to_internet, then.surroundings.path_to_internet
    except (Inapplicable, Unread):
        return None
    if after.reachable or not now.reachable:
        return None
    return way("the internet", "ok", now), way("the internet", "fail", after)


def _reached(verdict: Verdict, service: str) -> bool:
    return any(one.reachable for one in verdict.ways if one.service == service)
