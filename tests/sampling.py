"""Which tests `make test` takes a share of: families of like cases, each of which costs a second or more.

Of every function below one of so many cases is taken, by a seed that is printed; each run takes others, and `make
whole` takes all. Whoever names files or tests gets all of them.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator

import pytest

from tests.isolation import SEED, WHOLE

SHARES = {
    "tests/browser/test_pages": 3,
    "tests/checks/": 2,
    "tests/cli/test_policy": 2,
    "tests/faults/test_crash": 4,  # `make crashes` kills at every call
    "tests/faults/test_random_faults": 2,  # `make faults` does 200
    "tests/labs/test_every_lab.py::test_from_the_symptom_to_the_grade": 3,
    "tests/labs/test_every_lab.py::test_it_begins_the_same": 3,
    "tests/labs/test_notebooks.py::test_the_outputs": 5,  # a kernel for each lab
    "tests/least/test_statements": 3,  # a run for each kind of network
    "tests/many/": 3,
    "tests/networks/": 3,  # 230 networks, each broken, judged, mended with the AWS CLI and judged again
    "tests/notebook/": 2,
    "tests/rehearsal/": 2,
    "tests/simulator/": 3,
    "tests/steps/": 3,  # the same again in each network, and after each write
    "tests/templates/": 3,  # each of the 21 resources of a stack fails in turn
    "tests/workshop/": 2,
}
"""One of so many, of the functions in a file or below a folder, or of one function; the longest name counts."""
LONGEST = (
    "tests/browser/test_walk",
    "tests/many/test_fifty",
    "tests/workshop/test_scheduler",
    "tests/runbook/test_run",
    "tests/notebooks/test_evidence",
    "tests/workshop/test_tear_down",
    "tests/browser/test_pages",
    "tests/least/test_statements",
    "tests/cli/test_plan",
    "tests/cli/test_workshop_launch",
    "tests/labs/test_every_lab",
    "tests/notebooks/test_nbval",
    "tests/simulator/services/cloudformation/test_with_the_aws_cli",
    "tests/workshop/test_broken_class",
    "tests/faults/test_signals",
    "tests/least/test_headless",
)
"""Files of half a minute and more. They begin first: one that began last would keep one core busy while others idle."""


class Sampling:
    """The plugin of pytest that takes the share, of all tests as of those that xdist gives to each of its workers."""

    def pytest_report_header(self) -> str:
        return f"{SEED}={os.environ[SEED]}"

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: turn_of(item.nodeid))
        if os.environ.get(WHOLE) or config.args_source is pytest.Config.ArgsSource.ARGS:
            return
        chosen = set(kept([item.nodeid for item in items], os.environ[SEED]))
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in chosen])
        items[:] = [item for item in items if item.nodeid in chosen]


def turn_of(nodeid: str) -> int:
    """When a test has its turn: those of the longest files first, all others as they were collected."""
    return next((turn for turn, path in enumerate(LONGEST) if nodeid.startswith(f"{path}.py")), len(LONGEST))


def share_of(nodeid: str) -> int:
    """Of a test: one of how many like it is taken."""
    found = [path for path in SHARES if nodeid.startswith(path)]
    return SHARES[max(found, key=len)] if found else 1


def kept(names: Iterable[str], seed: str) -> Iterator[str]:
    families: dict[str, list[str]] = {}
    for name in names:
        families.setdefault(name.partition("[")[0], []).append(name)
    for family, cases in families.items():
        chosen = random.Random(f"{seed} {family}")  # noqa: S311
        yield from chosen.sample(cases, -(-len(cases) // share_of(family)))
