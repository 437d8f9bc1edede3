"""moto's lists of where EC2 offers which instance types, read when somebody asks for one: 150,000 entries in 90 files,
of which a class of one Region needs two.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

from c9lib.cached import cached_property

PLACE = "ec2/resources/instance_type_offerings/"
"""Where moto has them: a folder for each type of location, in it a file for each Region."""
READER = "moto.ec2.models.instance_types"
"""The module of moto that reads all of them while it is imported, and writes the type of location into each entry."""


class Offerings(Sequence[Any]):
    """One of the lists, with the type of location in each entry."""

    def __init__(self, resource: str, read: Callable[[], Any]) -> None:
        self._kind = resource.removeprefix(PLACE).partition("/")[0]
        self._read = read

    @cached_property
    def _all(self) -> list[dict[str, Any]]:
        return [{**one, "LocationType": self._kind} for one in self._read()]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """All entries; none for moto's own loop at its import, which would only write what is there already. A loop of
        moto's that is elsewhere one day gets all, and costs what it did."""
        asks = sys._getframe(1)
        if asks.f_code.co_name == "<module>" and asks.f_globals.get("__name__") == READER:
            return iter(())
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...

    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...

    def __getitem__(self, index: int | slice) -> Any:
        return self._all[index]
