"""Faults as a command line spells them."""

from __future__ import annotations

import pytest

from c9lib.simulator.faults import lines
from c9lib.simulator.faults.fault import Fault


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("throttle", Fault("throttle")),
        ("throttle=5%", Fault("throttle", 0.05)),
        ("throttle=0.05", Fault("throttle", 0.05)),
        ("throttle=0%", Fault("throttle", 0.0)),
        ("throttle = 20 %, service = ec2", Fault("throttle", 0.2, "ec2")),
        ("drop,share=1%", Fault("drop", 0.01)),
        ("slow,seconds=0.5", Fault("slow", seconds=0.5)),
        ("lost,service=ec2,operation=CreateVpc,first=7", Fault("lost", 1.0, "ec2", "CreateVpc", first=7)),
        ("lost=50%,times=1,after=6", Fault("lost", 0.5, times=1, after=6)),
    ],
)
def test_a_line_is_a_fault(line: str, fault: Fault) -> None:
    assert lines.faults([line]) == [fault]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "kind '' isn't one of"),
        ("=5%", "kind '' isn't one of"),
        ("throttle=x", "share is 'x', which isn't a number"),
        ("throttle=120%", "share is 1.2"),
        ("throttle=-1%", "share is -0.01"),
        ("throttle=nan", "share is 'nan'"),
        ("throttle=inf%", "share is 'inf%'"),
        ("throttle,", "after the kind come NAME=VALUE, and '' is none"),
        ("throttle,first", "after the kind come NAME=VALUE, and 'first' is none"),
        ("throttle,first=", "and 'first' is none"),
        ("throttle,times=1,times=2", "times is there twice"),
        ("throttle=5%,share=6%", "share is there twice"),
        ("throttle,kind=drop", "kind is there twice"),
        ("throttle,first=1.5", "first is 1.5, which isn't a whole number"),
        ("throttle,first=one", "first is 'one'"),
        ("slow,seconds=-3", "seconds is -3"),
        ("throttle,service=5", "service '5' isn't a service of AWS"),
    ],
)
def test_a_line_that_is_wrong_is_refused_with_its_own_words(line: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        lines.faults([line])
    assert str(refused.value).startswith(f"{line}: ")


def test_all_mistakes_of_all_lines_come_in_one_message() -> None:
    with pytest.raises(ValueError, match="throttel") as refused:
        lines.faults(["throttel", "drop", "slow=7", "lost,x"])
    told = {line.partition(":")[0] for line in str(refused.value).splitlines()}
    assert told == {"throttel", "slow=7", "lost,x"}
