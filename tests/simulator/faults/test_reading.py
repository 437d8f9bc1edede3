"""Faults as JSON: what is taken, and every mistake in one message."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.simulator.faults import reading
from c9lib.simulator.faults.fault import Fault
from c9lib.simulator.faults.kinds import KINDS, LATE_SECONDS


@pytest.mark.parametrize("kind", [name for name in KINDS if name != "slow"])
def test_a_kind_alone_is_a_fault_that_is_always_met(kind: str) -> None:
    (fault,) = reading.faults([{"kind": kind}])
    assert fault == Fault(kind, seconds=LATE_SECONDS if kind == "late" else 0.0)
    assert fault.share == 1


def test_everything_that_a_fault_may_say_is_read() -> None:
    told = {
        "kind": "late",
        "share": 0.25,
        "service": "iam",
        "operation": "GetRole",
        "seconds": 3,
        "times": 2,
        "after": 1,
    }
    (fault,) = reading.faults([told])
    assert fault == Fault("late", 0.25, "iam", "GetRole", 3, None, 2, 1)
    assert fault.told() == told


def test_what_is_null_is_as_if_it_were_not_there() -> None:
    assert reading.faults([{"kind": "drop", "service": None, "first": None}]) == [Fault("drop")]


def test_an_operation_needs_no_service() -> None:
    (fault,) = reading.faults([{"kind": "drop", "operation": "CreateEnvironmentEC2"}])
    assert fault.concerns("cloud9", "CreateEnvironmentEC2")
    assert not fault.concerns("cloud9", "DeleteEnvironment")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, "it has no kind; there are throttle, error-500"),
        ({"kind": "throtle"}, "kind 'throtle' isn't one of .*; nearest: throttle"),
        ({"kind": "ERROR-503"}, "nearest: error-503"),
        ({"kind": 7}, "kind 7 isn't one of"),
        ({"kind": ["drop"]}, r"kind \['drop'\] isn't one of"),
        ({"kind": "drop", "share": -0.1}, "share is -0.1, which isn't a number between 0 and 1"),
        ({"kind": "drop", "share": 5}, "share is 5, which isn't a number between 0 and 1"),
        ({"kind": "drop", "share": "5%"}, "share is '5%', which isn't a number"),
        ({"kind": "drop", "share": True}, "share is True, which isn't a number"),
        ({"kind": "drop", "share": float("nan")}, "share is nan, which isn't a number"),
        ({"kind": "slow"}, "slow needs seconds, above 0 and at most 600"),
        ({"kind": "slow", "seconds": -1}, "seconds is -1, which isn't a number above 0 and at most 600"),
        ({"kind": "slow", "seconds": 0}, "seconds is 0, which isn't a number above 0"),
        ({"kind": "slow", "seconds": 601}, "seconds is 601"),
        ({"kind": "slow", "seconds": "2"}, "seconds is '2'"),
        ({"kind": "late", "seconds": 3601}, "at most 3600"),
        ({"kind": "throttle", "seconds": 2}, "throttle takes no seconds; slow and late do"),
        ({"kind": "drop", "first": 0}, "first is 0, which isn't a whole number between 1 and 1000000"),
        ({"kind": "drop", "first": 1.5}, "first is 1.5"),
        ({"kind": "drop", "times": 0}, "times is 0"),
        ({"kind": "drop", "times": True}, "times is True"),
        ({"kind": "drop", "after": -1}, "after is -1, which isn't a whole number between 0"),
        ({"kind": "drop", "first": 2, "share": 0.5}, "first and share can't both hold"),
        ({"kind": "drop", "first": 7, "times": 1}, "first and times can't both hold.*after=6,times=1"),
        ({"kind": "drop", "service": "ec3"}, "service 'ec3' isn't a service of AWS; nearest: ec"),
        ({"kind": "drop", "service": 3}, "service 3 isn't a service of AWS"),
        ({"kind": "drop", "service": "ec2", "operation": "CreateVPC"}, "operation of ec2; nearest: CreateVpc"),
        ({"kind": "drop", "service": "iam", "operation": "CreateVpc"}, "isn't an operation of iam"),
        ({"kind": "drop", "operation": "MakeVpc"}, "isn't an operation of ec2, iam, sts, cloud9"),
        ({"kind": "drop", "operation": 1}, "operation 1 isn't an operation"),
        ({"kind": "late", "service": "cloud9"}, "late is for ec2, iam, not for cloud9"),
        ({"kind": "late", "operation": "CreateStack"}, "late is for ec2, iam, which have no CreateStack"),
        ({"kind": "capacity", "operation": "CreateVpc"}, "capacity isn't for CreateVpc"),
        ({"kind": "capacity", "service": "iam"}, "capacity is for ec2, not for iam"),
        ({"kind": "quota", "operation": "DescribeVpcs"}, "quota isn't for DescribeVpcs"),
        ({"kind": "drop", "sevice": "ec2"}, "'sevice' isn't one of kind, .*; nearest: service"),
        ("drop", "'drop' isn't an object with a kind"),
        (None, "None isn't an object with a kind"),
    ],
)
def test_what_is_wrong_is_refused_in_words(told: Any, why: str) -> None:
    with pytest.raises(ValueError, match=f"^fault 1: .*{why}"):
        reading.faults([told])


def test_all_mistakes_of_all_faults_come_in_one_message() -> None:
    told = [{"kind": "slow", "share": 2}, {"kind": "drop"}, {"kind": "x", "first": 0, "service": "y"}]
    with pytest.raises(ValueError, match="fault") as refused:
        reading.faults(told)
    mistakes = str(refused.value).splitlines()
    assert [line.partition(":")[0] for line in mistakes] == ["fault 1"] * 2 + ["fault 3"] * 3


@pytest.mark.parametrize("told", ["drop", {"kind": "drop"}, 3, None])
def test_faults_are_a_list(told: Any) -> None:
    with pytest.raises(ValueError, match="which isn't a list"):
        reading.faults(told)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"fault": []}, "'fault' isn't one of faults, seed, watch, log; nearest: faults"),
        ({"seed": 7}, "seed goes with faults"),
        ({"watch": True}, "watch goes with faults"),
        ({"faults": [], "seed": "7"}, "seed is '7', which isn't a whole number"),
        ({"faults": [], "seed": True}, "seed is True"),
        ({"faults": [], "watch": 1}, "watch is 1, which is neither true nor false"),
        ({"log": "yes"}, "log is 'yes', which is neither"),
    ],
)
def test_a_request_that_is_wrong_is_refused(told: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        reading.request(told, 1)


def test_a_request_without_a_seed_has_that_of_the_account() -> None:
    assert reading.request({"faults": []}, 5).seed == 5
    assert reading.request({"faults": [], "seed": 7}, 5).seed == 7
    assert reading.request({}, 5).faults is None


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault("throttle", 0.05), "throttle (5 % of all requests)"),
        (Fault("lost", operation="CreateVpc", times=1), "lost (100 % of any:CreateVpc, at most 1)"),
        (Fault("slow", service="ec2", seconds=2, first=3, after=4), "slow (the first 3 of ec2, 2 s, after 4)"),
        (Fault("late", 0.5, "iam", "GetRole", 10), "late (50 % of iam:GetRole, 10 s)"),
    ],
)
def test_a_fault_says_in_words_what_it_does(fault: Fault, words: str) -> None:
    assert str(fault) == words
