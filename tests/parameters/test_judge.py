"""The judgement over values that needn't be whole yet, as a form asks for it: nothing is raised."""

from __future__ import annotations

import pytest

from c9lib.errors import ParameterError
from c9lib.parameters import Parameters, from_mapping, judge


def test_right_values_are_whole_parameters() -> None:
    judged = judge({"network": "nat", "access_for": "ann, group/b"})
    assert judged.made == Parameters(network="nat", access_for=("user/ann", "group/b"))
    assert judged.alone == judged.between == ()


def test_what_is_wrong_by_itself_is_apart_from_what_is_wrong_between_several() -> None:
    judged = judge({"region": "us-esat-1", "network": "existing", "availability_zones": "x", "regoin": 1})
    assert judged.made is None
    assert [mistake.name for mistake in judged.alone] == ["region", "availability_zones", "regoin"]
    assert [mistake.name for mistake in judged.between] == ["vpc_id", "subnet_id"]


def test_a_rule_isnt_judged_on_a_value_that_is_wrong_by_itself() -> None:
    judged = judge({"network": "existing", "vpc_id": "vpc-x", "subnet_id": "subnet-0123456789abcdef0"})
    assert [mistake.name for mistake in judged.alone] == ["vpc_id"]
    assert judged.between == ()


@pytest.mark.parametrize("values", [{"region": "x"}, {"network": "existing"}, {"nothing": 1, "vpc_cidr": "1"}])
def test_it_finds_what_is_raised_elsewhere(values: dict[str, object]) -> None:
    judged = judge(values)
    with pytest.raises(ParameterError) as raised:
        from_mapping(values)
    assert sorted(raised.value.details) == sorted(map(str, (*judged.alone, *judged.between)))
