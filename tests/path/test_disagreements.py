"""The corner cases of AWS's documentation: `c9lib.path` and the naive walker each against what the sentence says."""

from __future__ import annotations

import pytest

from c9lib.path import from_interface, service
from tests.path import corner_cases, corner_rules
from tests.path.corner_cases import Case
from tests.path.hand_made import network
from tests.path.naive import walk

CASES = [*corner_cases.CASES, *corner_rules.CASES]
NAMED = [pytest.param(case, id=case.name) for case in CASES]


def certain_as(case: Case, certain: bool | None) -> bool:
    return None in (case.certain, certain) or certain == case.certain


@pytest.mark.parametrize("case", NAMED)
def test_the_path_says_what_the_documentation_says(case: Case) -> None:
    path = from_interface(network(case.parts), "eni-1", service(case.service, "us-east-1"))
    assert path.reachable == case.reachable, f"{case.why}\n{path.explanation}"
    assert path.reason in case.reasons, f"{case.why}\n{path.explanation}"
    assert certain_as(case, path.certain), f"{case.why}\n{path.caveats}"


@pytest.mark.parametrize("case", NAMED)
def test_the_naive_walker_says_what_the_documentation_says(case: Case) -> None:
    verdict = walk(network(case.parts), case.parts["network_interfaces"][0], service(case.service, "us-east-1"))
    assert verdict.reachable == case.reachable, case.why
    assert verdict.reasons <= case.reasons, case.why
    assert certain_as(case, verdict.certain), case.why


def test_every_case_has_a_name_of_its_own_and_a_sentence() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.why for case in CASES)
