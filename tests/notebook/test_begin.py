"""A notebook's door, where it stays shut: what a refusal leaves behind."""

from __future__ import annotations

import pytest

from c9lib.errors import ParameterError
from c9lib.notebook import Guide, TearDown, begin


@pytest.mark.parametrize("kind", [Guide, TearDown])
def test_after_a_refusal_no_cell_goes_on_with_the_parameters_of_before(kind):
    """Without this, a cell that deletes would go on in the deployment of the last `begin` that was well."""
    earlier = kind.__new__(kind)  # as an earlier `begin` has left it; none of its verbs is asked here
    names = {"step": earlier, "again": earlier, "region": "us-esat-1", "mine": 3}
    with pytest.raises(ParameterError, match="us-east-1"):
        begin("tear-down", names)
    assert names == {"region": "us-esat-1", "mine": 3}
