"""Will an instance come online? The ways out of the subnet for the launch, with one sentence above them."""

from __future__ import annotations

from collections.abc import Sequence

from c9lib import checks
from c9lib.aws import Session
from c9lib.checks.documented import OF_SESSIONS
from c9lib.nouns import MARKS, Way
from c9lib.parameters import Parameters
from c9lib.show import Ways
from c9lib.steps.forecast import endpoints_first

NOT_WORKING = "BAD_STATE"
"""The explanation code of VPC Reachability Analyzer for a NAT gateway that isn't available (facts 8.6)."""
QUESTION = "Forecast: will an instance reach Systems Manager?"
NOT_YET = {
    "public": "There is no subnet yet. After step 03 one leads out through an internet gateway.",
    "nat": "There is no subnet yet. After step 03 a private one leads out through a NAT gateway.",
    "isolated": "There is no subnet yet. After step 03 there is one, and nothing leads out of it; after step 06, which"
    " then comes before the launch, VPC endpoints do.",
    "existing": "There is no such subnet in this Region: step 03 says more.",
}
ANSWERS = {
    "ok": "an instance in {0} will reach Systems Manager",
    "warn": "whether an instance in {0} will reach Systems Manager shows only when it is there",
    "fail": "an instance in {0} wouldn't reach Systems Manager, as it is now",
}
BY_ENDPOINTS = "; step 06, which comes before the launch, may still mend that with VPC endpoints"
BY_WAITING = "; step 05 waits until the NAT gateway is available"


def forecast(session: Session) -> Ways:
    """The forecast for the deployment's subnet; in words alone where there is none yet. Reads only."""
    told = session.parameters
    ways = checks.ways_out(session)
    if not ways:
        return Ways.of((), QUESTION, NOT_YET[told.network])
    if ways[0].stations and ways[0].stations[0].kind == "network-interface":
        return Ways.of(ways, "The instance is there already: its ways out")
    status = judged(ways)
    later = _later(told, ways) if status == "fail" else ""
    return Ways.of(ways, f"Forecast: {MARKS[status]}, {ANSWERS[status].format(_subnet(ways))}{later}")


def judged(ways: Sequence[Way]) -> str:
    """`ok`, `warn` or `fail`: the worst of the two ways that the agent needs."""
    found = {way.status for way in ways if way.service in OF_SESSIONS}
    return next(status for status in ("fail", "warn", "ok") if status in found or status == "ok")


def _later(asked: Parameters, ways: Sequence[Way]) -> str:
    """What the run does about it before the launch."""
    if asked.network == "nat" and any(way.reason == NOT_WORKING for way in ways):
        return BY_WAITING
    return BY_ENDPOINTS if endpoints_first(asked) else ""


def _subnet(ways: Sequence[Way]) -> str:
    return next((one.id for way in ways for one in way.stations if one.kind == "subnet"), "this subnet")
