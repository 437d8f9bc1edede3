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
    "tests/checks/": 2,
    "tests/cli/test_policy": 2,
    "tests/faults/test_crash": 2,  # `make crashes` kills at every call
    "tests/faults/test_random_faults": 2,  # `make faults` does 200
    "tests/labs/test_notebooks": 3,  # a kernel for each lab
    "tests/networks/": 3,  # 230 networks, each broken, judged, mended with the AWS CLI and judged again
    "tests/simulator/": 2,
    "tests/steps/": 3,  # the same again in each network, and after each write
    "tests/templates/": 3,  # each of the 21 resources of a stack fails in turn
}
"""One of so many, of the functions in a file or below a folder; the longest path counts."""


class Sampling:
    """The plugin of pytest that takes the share, of all tests as of those that xdist gives to each of its workers."""

    def pytest_report_header(self) -> str:
        return f"{SEED}={os.environ[SEED]}"

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        if os.environ.get(WHOLE) or config.args_source is pytest.Config.ArgsSource.ARGS:
            return
        chosen = set(kept([item.nodeid for item in items], os.environ[SEED]))
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in chosen])
        items[:] = [item for item in items if item.nodeid in chosen]


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
