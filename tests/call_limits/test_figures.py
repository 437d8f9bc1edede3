"""AWS's figures: each operation has one place, a name that AWS knows, and a source."""

from __future__ import annotations

from collections import Counter

import pytest

from c9lib.call_limits import figures
from c9lib.call_limits.figures import Limit
from c9lib.simulator import models

GONE = {"DeleteCoipPoolPermission"}
"""On AWS's page, and in no model of the SDK any more."""
ALL = {
    **{name: value for name, value in vars(figures).items() if isinstance(value, Limit)},
    **figures.EC2_OWN,
    **{f"{name} (instances)": limit for name, limit in figures.EC2_INSTANCES.items()},
}


def test_the_page_has_121_operations_with_figures_of_their_own_each_once() -> None:
    names = [name for those in figures._EC2_OWN.values() for name in those.split()]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert len(figures.EC2_OWN) == len(names) == 121


def test_no_operation_of_ec2_is_in_two_categories() -> None:
    assert not figures.UNFILTERED & figures.INTENSIVE
    assert not (figures.UNFILTERED | figures.INTENSIVE) & figures.EC2_OWN.keys()


@pytest.mark.parametrize(
    ("service", "names"),
    [
        ("ec2", figures.EC2_OWN.keys() | figures.UNFILTERED | figures.INTENSIVE | figures.EC2_INSTANCES.keys()),
        ("kms", figures.KMS_RATES.keys()),
        ("service-quotas", figures.QUOTAS_BY_TENS),
    ],
)
def test_every_name_is_one_of_the_services_operations(service: str, names: set[str]) -> None:
    model = models.service_model(service)
    assert model is not None
    assert names - set(model.operation_names) - GONE == set()


@pytest.mark.parametrize("name", ALL)
def test_every_limit_lets_some_call_through_and_says_where_it_is_from(name: str) -> None:
    limit = ALL[name]
    assert limit.capacity >= 1
    assert limit.refill > 0
    assert len(limit.source) > 20


def test_what_aws_publishes_is_no_estimate_and_what_it_does_not_is_one() -> None:
    estimated = {name for name, limit in ALL.items() if limit.estimated}
    assert estimated == {
        *(f"{service}_{kind}" for service in ("IAM", "CLOUD9", "SSM", "STACK") for kind in ("READS", "WRITES")),
        "SSM_PARAMETERS",
    }
