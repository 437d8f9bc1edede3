"""Where a notebook stops: what failed is shown, and each remedy is said once."""

from __future__ import annotations

import pytest

from c9lib.errors import StepError
from c9lib.notebook.showing import shown_to, stop_if_failed
from c9lib.nouns import Check, Checks

ADDRESS, POLICY = "aws ec2 associate-address --allocation-id $(aws ec2 allocate-address)", "aws iam attach-role-policy"


def failed(name: str, *remedy: str) -> Check:
    return Check(name, "fail", "?", "no", cause="Nothing is there.", remedy=remedy)


def test_a_remedy_that_several_checks_have_is_said_once_in_their_order() -> None:
    found = Checks((failed("path.ssm", ADDRESS), failed("role.policy", POLICY), failed("path.s3", ADDRESS)))
    shown: list[object] = []
    with shown_to(shown.append), pytest.raises(StepError) as caught:
        stop_if_failed(found, "verify", "with it")
    assert caught.value.remedy == (ADDRESS, POLICY)
    assert len(caught.value.details) == 3
    assert shown == [found, "with it"]


def test_nothing_stops_where_nothing_fails() -> None:
    found = Checks((Check("path.ssm", "warn", "?", "perhaps", remedy=(ADDRESS,)),))
    assert stop_if_failed(found, "verify") is found
