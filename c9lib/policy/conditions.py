"""The `Condition` of a statement: is it met, and if not, which test of it failed and what did it see.

IAM user guide, "IAM JSON policy elements: Condition operators" and "Conditions with multiple context keys or values":
operators and keys are joined by AND, values of one key by OR, or by NOR where the operator is negated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from c9lib.policy import variables
from c9lib.policy.context import Context
from c9lib.policy.operators import OPERATORS, Operator, Test
from c9lib.policy.truth import Truth, every, opposite, some

FOR_ANY, FOR_ALL = "foranyvalue", "forallvalues"
QUALIFIERS = ("", FOR_ANY, FOR_ALL)
IF_EXISTS = "ifexists"
NULL = "null"


class Condition:
    """One operator on one key; `operator` and `key` as they are written, `wanted` with its variables as they are."""

    def __init__(self, operator: str, key: str, wanted: tuple[str, ...], version: str = "") -> None:
        self.operator = operator
        self.key = key
        self.wanted = wanted
        self._key = key.lower()
        self._qualifier, _, name = operator.lower().rpartition(":")
        self._name = name.removesuffix(IF_EXISTS)
        self._if_exists = name.endswith(IF_EXISTS)
        self._known = OPERATORS.get(self._name) if self._qualifier in QUALIFIERS else None
        self._tests = self._fixed_tests(version)

    def seen(self, context: Context) -> tuple[str, ...] | None:
        """The values of its key; () if it is absent, None if nobody knows."""
        return context.look(self._key)

    def met(self, context: Context) -> Truth:
        """Whether the request meets it. What IAM has no operator for, nobody knows: it is neither met nor failed."""
        if self._name == NULL:
            return self._null(context)
        seen = self.seen(context)
        if self._known is None or seen is None:
            return None
        return self._compared(self._known, seen, context) if seen else self._without_the_key(self._known)

    def _null(self, context: Context) -> Truth:
        """Whether the key is there; `true` wants it absent. With a qualifier it tests nothing: "always true" for
        ForAllValues, "always false" for ForAnyValue (Access Analyzer policy check reference, "Null with qualifier").
        IAM knows no `NullIfExists`."""
        if self._if_exists:
            return None
        if self._qualifier:
            return self._qualifier == FOR_ALL
        seen = self.seen(context)
        return None if seen is None else str(not seen).lower() in (one.lower() for one in self.wanted)

    def _without_the_key(self, operator: Operator) -> bool:
        """The key isn't in the request ("Important" in "Condition operators", and "... IfExists")."""
        if self._if_exists or self._qualifier == FOR_ALL:
            return True
        return operator.negated and not self._qualifier

    def _compared(self, operator: Operator, seen: tuple[str, ...], context: Context) -> Truth:
        tests = self._tests if self._tests is not None else tuple(self._filled_tests(operator, context))
        hits = [_hit(value, tests) for value in seen]
        if not self._qualifier:
            return opposite(some(hits)) if operator.negated else some(hits)
        if not any(seen):  # an empty text is an empty set
            return self._without_the_key(operator)
        single = [opposite(one) for one in hits] if operator.negated else hits
        return every(single) if self._qualifier == FOR_ALL else some(single)

    def _fixed_tests(self, version: str) -> tuple[Test, ...] | None:
        """The tests of what is wanted; None where variables have to be filled in first."""
        operator = self._known
        if operator is None:
            return ()
        if operator.variables and any(variables.has_variables(one, version) for one in self.wanted):
            return None
        return tuple(operator.test(one) for one in self.wanted)

    def _filled_tests(self, operator: Operator, context: Context) -> Iterator[Test | None]:
        """None for a text that nobody knows. One without a value is null: nothing is equal or like it, which a
        negated operator is content with ("Policy variables with no value")."""
        for one in self.wanted:
            text = variables.filled(one, context)
            if text is variables.Void.UNKNOWN:
                yield None
            elif isinstance(text, str):
                yield operator.test(text)


def conditions(block: Any, version: str) -> tuple[Condition, ...]:
    """All tests of a `Condition` element. Of one that is none (services check that of what they take), nobody knows
    whether it is met.
    """
    return tuple(_each(block or {}, version))


def _each(block: Any, version: str) -> Iterator[Condition]:
    if not isinstance(block, Mapping):
        yield Condition("", "", (str(block),))
        return
    for operator, tests in block.items():
        if isinstance(tests, Mapping):
            yield from (Condition(operator, str(key), tuple(_texts(wanted)), version) for key, wanted in tests.items())
        else:
            yield Condition("", str(operator), (str(tests),))


def is_block(block: Any) -> bool:
    """Whether this is a `Condition` element: operators of IAM, each with keys, each with one value or several."""
    return isinstance(block, Mapping) and all(
        is_operator(operator) and isinstance(tests, Mapping) and all(map(_are_values, tests.values()))
        for operator, tests in block.items()
    )


def is_operator(name: str) -> bool:
    """Whether IAM has this operator, with its qualifier and `IfExists`."""
    qualifier, _, base = name.lower().rpartition(":")
    return qualifier in QUALIFIERS and base.removesuffix(IF_EXISTS) in (*OPERATORS, NULL)


def _are_values(wanted: Any) -> bool:
    return all(isinstance(one, str | int | float) for one in (wanted if isinstance(wanted, list) else [wanted]))


def _texts(wanted: Any) -> Iterator[str]:
    """What a policy wants as text; JSON may hold booleans and numbers."""
    for one in wanted if isinstance(wanted, list | tuple) else [wanted]:
        yield str(one).lower() if isinstance(one, bool) else str(one)


def _hit(value: str, tests: Iterable[Test | None]) -> Truth:
    return some(None if test is None else test(value) for test in tests)
