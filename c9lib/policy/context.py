"""The request context: condition keys with their values, and whether it is known that a key isn't there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

Value = str | bool | int | Iterable[str]
CALLED_VIA, FIRST, LAST = "aws:calledvia", "aws:calledviafirst", "aws:calledvialast"


class Context(Mapping[str, tuple[str, ...]]):
    """Condition keys of a request with their values. Keys are compared without regard to case, values as they are.

    In a `complete` context a key that isn't there is absent, as AWS means it (`Null`, `IfExists`). In one that isn't,
    nobody knows whether it is there, and what depends on it is `conditional`. `absent` says which keys are known to be
    absent all the same. A key without any value is absent, too.

    `aws:CalledViaFirst` and `aws:CalledViaLast` follow from `aws:CalledVia` (IAM user guide, "AWS global condition
    context keys"), unless they are told themselves.
    """

    def __init__(
        self, values: Mapping[str, Value] | None = None, *, complete: bool = True, absent: Iterable[str] = ()
    ) -> None:
        self._values = {name.lower(): _texts(value) for name, value in (values or {}).items()}
        self.complete = complete
        self._absent = frozenset(name.lower() for name in absent)
        self._seen = {**_of_the_chain(self._values, self._absent), **self._values}

    def knows(self, key: str) -> bool:
        """Whether it is known if the key is there, and with which values."""
        return self.look(key.lower()) is not None

    def look(self, lowered: str) -> tuple[str, ...] | None:
        """The values of a key written in lower case; () if it is absent, None if nobody knows."""
        found = self._seen.get(lowered)
        if found is not None:
            return found
        return () if self.complete or lowered in self._absent else None

    def with_(self, more: Mapping[str, Value]) -> Context:
        """The same with more keys; one that is there already gets the new value."""
        told = {name.lower(): value for name, value in more.items()}
        return Context({**self._values, **told}, complete=self.complete, absent=self._absent - set(told))

    def __getitem__(self, key: str) -> tuple[str, ...]:
        return self._seen[key.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._seen)

    def __len__(self) -> int:
        return len(self._seen)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.lower() in self._seen

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Context) and self._told() == other._told()

    def __hash__(self) -> int:
        return hash(self._told())

    def _told(self) -> tuple[object, ...]:
        return frozenset(self._values.items()), self.complete, self._absent

    def __repr__(self) -> str:
        return f"Context({self._values!r}{'' if self.complete else ', complete=False'})"


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("true" if value else "false",)
    return (str(value),) if isinstance(value, str | int) else tuple(value)


def _of_the_chain(values: Mapping[str, tuple[str, ...]], absent: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The first and the last service of a chain of calls; none of both where there is no chain."""
    chain = values.get(CALLED_VIA, () if CALLED_VIA in absent else None)
    return {} if chain is None else {FIRST: chain[:1], LAST: chain[-1:]}


NOTHING_SAID = Context()
UNKNOWN = Context(complete=False)
