"""The order of causes above consequences."""

from __future__ import annotations

import itertools

import pytest

from c9lib.checks.families import ids
from c9lib.checks.rootcause import ORDER, root_cause
from c9lib.nouns import Check


def failed(*names: str, status: str = "fail") -> list[Check]:
    return [Check(name, status, "?", "!") for name in names]  # type: ignore[arg-type]


def test_every_check_has_its_place_once():
    assert sorted(ORDER) == sorted(ids())
    assert len(set(ORDER)) == len(ORDER)


@pytest.mark.parametrize(
    ("cause", "consequence"),
    [
        ("service.region", "service.open"),
        ("service.open", "environment.lifecycle"),
        ("role.exists", "profile.role"),
        ("role.policy", "agent.online"),
        ("profile.exists", "instance.profile"),
        ("instance.state", "agent.online"),
        ("instance.profile", "agent.online"),
        ("dns.hostnames", "dns.private"),
        ("dns.private", "path.ssm"),
        ("dns.support", "dns.hostnames"),
        ("instance.public-address", "path.ssm"),
        ("path.ssm", "path.ssmmessages"),
        ("path.ssmmessages", "endpoint.policy"),
        ("endpoint.policy", "path.s3"),
        ("endpoint.policy", "agent.online"),
        ("path.s3", "path.ec2messages"),
        ("path.ssm", "agent.online"),
        ("agent.online", "agent.connected"),
        ("agent.connected", "environment.status"),
        ("environment.lifecycle", "environment.status"),
    ],
)
def test_a_cause_stands_above_its_consequence(cause, consequence):
    for order in itertools.permutations([cause, consequence]):
        assert root_cause(failed(*order)) == cause


@pytest.mark.parametrize("status", ["ok", "warn", "skip"])
def test_only_failures_have_a_cause(status):
    assert root_cause(failed("role.exists", "path.ssm", status=status)) is None
    assert root_cause([*failed("role.exists", status=status), *failed("path.ssm")]) == "path.ssm"
