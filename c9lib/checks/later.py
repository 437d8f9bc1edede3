"""Answers of AWS that are asked for only when somebody looks: so a judgement costs the calls that it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, overload

from c9lib.cached import cached_property

Thing = Mapping[str, Any]


class Later(Sequence[Thing]):
    """A list that is read at the first look at it, and then kept. Whoever looks gets `Unread` when AWS refuses."""

    def __init__(self, read: Callable[[], Sequence[Thing]]) -> None:
        self._read = read

    @cached_property
    def _items(self) -> Sequence[Thing]:
        return self._read()

    @overload
    def __getitem__(self, at: int) -> Thing: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Thing]: ...

    def __getitem__(self, at: int | slice) -> Thing | Sequence[Thing]:
        return self._items[at]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Thing]:
        return iter(self._items)


class LaterThing(Mapping[str, Any]):
    """One thing that is read at the first look at it, and then kept."""

    def __init__(self, read: Callable[[], Thing]) -> None:
        self._read = read

    @cached_property
    def _thing(self) -> Thing:
        return self._read()

    def __getitem__(self, name: str) -> Any:
        return self._thing[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._thing)

    def __len__(self) -> int:
        return len(self._thing)


class Each(Mapping[str, Any]):
    """One value for each of some names, each read when it is asked for; whoever asks again gets the reader's copy."""

    def __init__(self, names: Sequence[str], read: Callable[[str], Any]) -> None:
        self._names = tuple(names)
        self._read = read

    def __getitem__(self, name: str) -> Any:
        if name not in self._names:
            raise KeyError(name)
        return self._read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
