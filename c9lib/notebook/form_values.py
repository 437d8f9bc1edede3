"""What stands in a form, where each value comes from, and which of what was typed the notebook takes.

No widget in here: the form shows this, and tells it what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from c9lib.notebook.form_memory import DEFAULTS, Memory, is_default
from c9lib.notebook.injected import injected_names
from c9lib.nouns import Table
from c9lib.parameters import NAMES, Judged, Parameters, judge, options
from c9lib.parameters.convert import convert
from c9lib.parameters.rows import as_yaml

DEFAULT, TYPED, CELL, PAPERMILL = "default", "typed", "parameters cell", "papermill"
"""Where a value comes from; a later one wins, unless something is typed after it."""
KEPT_AS = "_c9lib_typed"
"""The notebook's global in which a form finds what an earlier run of its cell has set."""


@dataclass
class Typed:
    """What forms did to one notebook: which values they have set, what stood there before, and what was typed and
    can't be taken (yet); and what its last `begin` has begun with, None where it was refused, with who wants to know.
    """

    taken: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    open: dict[str, Any] = field(default_factory=dict)
    begun: Parameters | None = None
    hears: Callable[[], None] | None = None
    """The form that is shown: `begin` is called after it, in a cell of its own."""


def not_taken(names: Mapping[str, Any]) -> tuple[str, ...]:
    """The parameters for which something was typed into a form of this notebook that it doesn't take."""
    there = names.get(KEPT_AS)
    return tuple(there.open) if isinstance(there, Typed) else ()


def tell(names: Mapping[str, Any], begun: Parameters | None) -> None:
    """Tell the form of a notebook, if it has one, with what `begin` has begun; None when what there was is over."""
    there = names.get(KEPT_AS)
    if isinstance(there, Typed):
        there.begun = begun
        if there.hears:
            there.hears()


class Values:
    """The parameters of one notebook; `names` are its `globals()`. With no `memory` nothing is set: that is the face
    of a notebook at which nobody looks.
    """

    def __init__(self, names: MutableMapping[str, Any], memory: Memory | None = None) -> None:
        self.names = names
        self.memory = memory
        self.unkept = ""
        """Why what was typed isn't remembered; "" where it is."""
        self.typed = self._typed()
        if memory:
            self._recall(memory.values())
            self.settle()

    def value(self, name: str) -> Any:
        """What the field shows: what was typed, be it right or wrong, else what the notebook has."""
        return self.typed.open.get(name, self.now(name))

    def now(self, name: str) -> Any:
        """What the notebook has: what the next cell takes."""
        return self.names.get(name, DEFAULTS[name])

    def source(self, name: str) -> str:
        """Where the notebook's value comes from."""
        if name in self.typed.taken and self.typed.taken[name] == self.now(name):
            return DEFAULT if is_default(name, self.now(name)) else TYPED
        if name in injected_names(self.names.get("In", ())):
            return PAPERMILL
        return DEFAULT if is_default(name, self.now(name)) else CELL

    def put(self, name: str, value: Any) -> None:
        """Something was typed."""
        self.typed.open[name] = value
        self.settle()

    def settle(self) -> None:
        """Set in the notebook what of the typed values is right, by itself and together with the others.

        Values that only together are wrong wait together: `network: existing` is set when its subnet is there.
        """
        wrong = {mistake.name for mistake in self.judged().alone}
        right = {name: value for name, value in self.typed.open.items() if name not in wrong}
        if not right or judge(self._all() | right).between:
            return
        for name, value in right.items():
            self.typed.before.setdefault(name, self.now(name))
            self.typed.taken[name] = self.names[name] = in_a_cell(name, value)
            del self.typed.open[name]
        if self.memory:
            self.unkept = self.memory.keep({name: self.typed.taken[name] for name in right})

    def judged(self) -> Judged:
        """What the model says of all that stands in the form."""
        return judge(self._all() | self.typed.open)

    def forget(self) -> None:
        """Forget what was typed, here and for the next notebook: what stood there before is there again."""
        for name, value in self.typed.before.items():
            if self.typed.taken.get(name) == self.now(name):
                self.names[name] = value
        for told in (self.typed.taken, self.typed.before, self.typed.open):
            told.clear()
        if self.memory:
            self.memory.forget()

    def table(self, shown: tuple[str, ...], title: str) -> Table:
        """The form as text: these parameters, and every other one that isn't the default."""
        more = tuple(name for name in NAMES if name not in shown and self.source(name) != DEFAULT)
        limits = {one.name: one.limits for one in options()}
        rows = tuple((name, as_text(self.now(name)), self.source(name), limits[name]) for name in (*shown, *more))
        judged = self.judged()
        mistakes = "; ".join(map(str, (*judged.alone, *judged.between)))
        note = f"Not taken: {mistakes}." if mistakes else "All others have their defaults."
        return Table(title, ("parameter", "value", "comes from", "limits"), rows, note=note)

    def _all(self) -> dict[str, Any]:
        return {name: self.now(name) for name in NAMES}

    def _typed(self) -> Typed:
        there = self.names.get(KEPT_AS)
        if isinstance(there, Typed):
            return there
        made = Typed()
        if self.memory:
            self.names[KEPT_AS] = made
        return made

    def _recall(self, remembered: dict[str, Any]) -> None:
        """What was typed earlier counts where nothing else gave a value: neither papermill nor the parameters cell."""
        for name in [name for name in self.typed.taken if self.typed.taken[name] != self.now(name)]:
            del self.typed.taken[name]  # a cell has set it since
            self.typed.before.pop(name, None)
        for name, value in remembered.items():
            if name not in self.typed.open and self.source(name) == DEFAULT and not self._typed_back(name):
                self.typed.open[name] = value

    def _typed_back(self, name: str) -> bool:
        """Whether the default stands there because it was typed in this very notebook."""
        return name in self.typed.taken


def in_a_cell(name: str, value: Any) -> Any:
    """A right value as a notebook's cell writes it."""
    told = convert(name, value)
    return list(told) if isinstance(told, tuple) else told


def as_text(value: Any) -> str:
    """A value as YAML writes it; a tuple is a list there."""
    return as_yaml(list(value) if isinstance(value, tuple) else value)
