"""The parameters of a notebook as a form: a field for each that its step looks at, with what is wrong beside it.

What is typed is set in the notebook, so that later cells take it; a wrong value never is. Where nobody looks the form
is a table of the same.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from html import escape
from typing import Any

from c9lib.errors import UserError
from c9lib.notebook.begin import begin, guides
from c9lib.notebook.cards import Words, of_error, printed, shown_in
from c9lib.notebook.fields import Field, in_a_form
from c9lib.notebook.form_memory import Memory
from c9lib.notebook.form_values import Values
from c9lib.notebook.live import Panel, live
from c9lib.notebook.looked_at import looked_at, others
from c9lib.parameters import NAMES, Parameters, as_run

STEP = "step"
"""The notebook's name of its guide, in the cell with `begin`."""
BEGIN, FORGET = "Begin with these", "Forget what I typed"
MORE, LESS = "Show all parameters", "Show fewer parameters"
AS_BEGUN = "The cells below work with these values."
TO_BEGIN = f"Nothing has begun with these values yet: press “{BEGIN}”, or run the next cell."
BEGUN_OTHERWISE = (
    f"The cells below still work with other values ({{}}): press “{BEGIN}”, or run the cell with `begin` and those"
    " below it again."
)


def form(step: str, names: MutableMapping[str, Any]) -> Panel:
    """The form of the notebook of `step` ("role", "network", …); `names` are the notebook's `globals()`.

    Raises `KeyError` for a step that doesn't exist.
    """
    title = f"Parameters of step {step}"
    if not live():
        return Panel(Values(names).table(looked_at(step), title))
    made = Form(step, names, Memory())
    return Panel(made.values.table(looked_at(step), title), made.widget)


class Form:
    """The widget of a form, with what it does when something is typed."""

    def __init__(self, step: str, names: MutableMapping[str, Any], memory: Memory) -> None:
        import ipywidgets as w

        self.step, self.names = step, names
        self.values = Values(names, memory)
        self.fields = {name: Field(name, self.values.value(name)) for name in NAMES}
        for field in self.fields.values():
            field.heard(self._typed)
        self.together, self.state = w.HTML(), w.HTML()
        self.more = w.Button(description=MORE, layout=w.Layout(width="auto"), tooltip="the parameters of other steps")
        self.folded = w.VBox([self.fields[name].widget for name in others(step)], layout=w.Layout(display="none"))
        self.begin = w.Button(description=BEGIN, layout=w.Layout(width="auto"), tooltip="runs begin with these values")
        self.forget = w.Button(description=FORGET, layout=w.Layout(width="auto"), tooltip="goes back to the cell above")
        self.card = w.Output()
        self.more.on_click(lambda _: self._fold(self.is_folded))
        self.begin.on_click(lambda _: self._begin())
        self.forget.on_click(lambda _: self._forget())
        fields = [self.fields[name].widget for name in looked_at(step)]
        buttons = w.HBox([self.begin, self.forget, self.more])
        self.widget = w.VBox([self.together, *fields, self.folded, buttons, self.state, self.card])
        self._tell()
        self.values.typed.hears = self._tell_state

    @property
    def is_folded(self) -> bool:
        return bool(self.folded.layout.display == "none")

    def _typed(self, name: str, value: Any) -> None:
        self.values.put(name, value)
        self._tell()

    def _forget(self) -> None:
        self.values.forget()
        for name, field in self.fields.items():
            field.show(self.values.value(name))
        self._tell()

    def _fold(self, unfold: bool) -> None:  # noqa: FBT001 (called by position, by the button and by a mistake)
        self.folded.layout.display = "" if unfold else "none"
        self.more.description = LESS if unfold else MORE

    def _tell(self) -> None:
        """Show mistakes beside their fields, those between several above all, and what the cells below work with."""
        judged = self.values.judged()
        alone = {mistake.name: mistake.words for mistake in judged.alone}
        for name, field in self.fields.items():
            field.wrong(alone.get(name, ""), self.values.now(name), self.values.source(name))
        self.together.value = _alert([in_a_form(str(mistake)) for mistake in judged.between])
        self.begin.disabled = judged.made is None
        if alone.keys() & set(others(self.step)):
            self._fold(unfold=True)
        self._tell_state()

    def _tell_state(self) -> None:
        self.state.value = f'<p role="status" style="margin:0">{escape(self._state())}</p>'

    def _state(self) -> str:
        """What this notebook has begun with, seen from the values that it has now."""
        made, there = self.values.judged().made, self._begun()
        told = f" Besides, {self.values.unkept}." if self.values.unkept else ""
        if made is None:
            return f"A value isn't right yet, so the notebook keeps what it had.{told}"
        if there is None:
            return TO_BEGIN + told
        asked = as_run(made)
        differ = [name for name in NAMES if getattr(asked, name) != getattr(there, name)]
        return (BEGUN_OTHERWISE.format(", ".join(differ)) if differ else AS_BEGUN) + told

    def _begun(self) -> Parameters | None:
        """By the notebook's guide; while `begin` runs it isn't there yet, and `begin` has told it."""
        there = guides(self.names)
        return there[0].session.parameters if there else self.values.typed.begun

    def _begin(self) -> None:
        """Begin anew, as the cell with `begin` does, and give the notebook its guide."""
        self.begin.disabled = True
        told: list[object] = []
        try:
            with printed() as lines:
                self.names[STEP] = begin(self.step, self.names)
            told = [Words("Begun anew: run the cells below.", lines())]
        except UserError as error:
            told = [of_error(error)]
        finally:
            shown_in(self.card, told)
            self._tell()


def _alert(mistakes: list[str]) -> str:
    if not mistakes:
        return ""
    lines = "".join(f"<li>{escape(one)}</li>" for one in mistakes)
    return (
        f'<div role="alert"><p style="margin:0"><strong>✘ These don\'t go together:</strong></p><ul>{lines}</ul></div>'
    )
