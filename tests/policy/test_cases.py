"""Each case from AWS's documented examples and rules, with its decision and its deciding statement."""

from __future__ import annotations

import pytest

from c9lib.policy import evaluate
from tests.policy import (
    cases_cloud9,
    cases_elements,
    cases_kms,
    cases_limits,
    cases_logic,
    cases_multivalued,
    cases_operators,
    cases_principals,
    cases_seed,
    cases_services,
    cases_variables,
)
from tests.policy.cases import Case, failed, told

PAGES = (
    cases_cloud9,
    cases_elements,
    cases_kms,
    cases_limits,
    cases_logic,
    cases_multivalued,
    cases_operators,
    cases_principals,
    cases_seed,
    cases_services,
    cases_variables,
)
CASES = [case for one in PAGES for case in one.CASES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_as_aws_documents_it(case: Case) -> None:
    decision = evaluate(case.request, case.policies, resource_must_allow=case.resource_must_allow)
    assert (decision.outcome, told(decision.statement)) == (case.outcome, case.by)
    assert decision.layer == case.layer or not case.layer
    if case.misses is not None:
        assert failed(decision) == list(case.misses)


def test_there_are_as_many_as_were_asked_for() -> None:
    assert len(CASES) >= 150
