"""The buttons of a step: those that only read, and those that write, which look different and ask once more.

A click shows what the same code would show in a cell. Errors that a person can mend are words.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any

from c9lib.errors import UserError
from c9lib.notebook.acts import PLANNED, Act, twin
from c9lib.notebook.cards import Words, of_error, of_fault, printed, shown_in
from c9lib.notebook.injected import parameters_of
from c9lib.notebook.live import Panel, live
from c9lib.notebook.showing import shown_to
from c9lib.nouns import Plan
from c9lib.parameters import NAMES, as_run

if TYPE_CHECKING:
    from c9lib.notebook.asked import Asked

READING, WRITING = "Only read:", "✎ Write, after a second click:"
LEAVE = "Leave it as it is"
CHANGED_MEANWHILE = "The plan isn't what it was at the first click: look at it, then press again."
INTERRUPTED = "interrupted. What was done until then stays, and the same click goes on from there."
OVER = Words(
    "✘ The last `begin` was refused, so these buttons have nothing to work with.",
    ("Mend the parameters, run the cell with `begin`, then this one again.",),
)


def controls(guide: Asked) -> Panel:
    """The buttons of a guide, with the table of what each does as their twin."""
    table = twin(guide.acts, f"What you can ask, and do: step {guide.about}")
    return Panel(table, Controls(guide).widget if live() else None)


class Controls:
    """The widget of a guide's buttons."""

    def __init__(self, guide: Asked) -> None:
        import ipywidgets as w

        self._guide = guide
        self._asked: tuple[Act, Asked, Plan] | None = None
        self.buttons = {act.verb: _button(act, self._pressed(act)) for act in guide.acts}
        self.confirm = w.Button(layout=w.Layout(width="auto", height="auto", border="3px solid currentColor"))
        self.confirm.style.font_weight = "bold"
        self.confirm.on_click(lambda _: self._confirmed())
        self.leave = w.Button(description=LEAVE, layout=w.Layout(width="auto"))
        self.leave.on_click(lambda _: self._left())
        self.question = w.HBox([self.confirm, self.leave], layout=w.Layout(display="none"))
        self.status, self.bars, self.card = w.HTML(), w.VBox(), w.Output()
        rows = [self._row(READING, writes=False), self._row(WRITING, writes=True)]
        self.widget = w.VBox([*filter(None, rows), self.status, self.question, self.bars, self.card])

    def _row(self, caption: str, *, writes: bool) -> Any:
        import ipywidgets as w

        buttons = [self.buttons[act.verb] for act in self._guide.acts if act.writes is writes]
        return (
            w.HBox([w.HTML(f"<span>{caption}</span>"), *buttons], layout=w.Layout(flex_flow="row wrap"))
            if buttons
            else None
        )

    def _pressed(self, act: Act) -> Callable[[Any], None]:
        return lambda _: self._ask(act) if act.writes else self._read(act)

    def _read(self, act: Act) -> None:
        self._left()
        with self._at_work(act) as guide:
            if guide:
                self._carried_out(getattr(guide, act.verb))

    def _ask(self, act: Act) -> None:
        """The first click on a button that writes: show the plan, and offer the second one."""
        self._left()
        with self._at_work(act) as guide:
            if guide and not self._refused(guide):
                self._offer(act, guide, self._carried_out(getattr(guide, PLANNED)))

    def _offer(self, act: Act, guide: Asked, plan: object) -> None:
        if isinstance(plan, Plan) and plan.changes and not plan.refusals and not plan.waits_for:
            self._asked = (act, guide, plan)
            self.confirm.description = act.asking(plan)
            self.question.layout.display = ""

    def _confirmed(self) -> None:
        """The second click: carry out what the first has shown, and nothing else."""
        asked, self._asked = self._asked, None
        self._left()
        if asked is None:
            return  # a click too many: what it asked for is done already
        act, shown_by, shown = asked
        with self._at_work(act, writing=True) as guide:
            if not guide or self._refused(guide):
                return
            plan = self._carried_out(getattr(guide, PLANNED))
            if guide is shown_by and plan == shown:
                self._carried_out(getattr(guide, act.verb))
            elif isinstance(plan, Plan):
                self._show([Words(CHANGED_MEANWHILE), plan])
                self._offer(act, guide, plan)

    def _left(self) -> None:
        """Nothing is asked any more."""
        self._asked = None
        self.question.layout.display = "none"

    def _refused(self, guide: Asked) -> bool:
        """Whether the notebook's parameters aren't those that this guide has begun with: then nothing is written."""
        differ = changed(guide)
        if differ:
            self._show([differ])
        return differ is not None

    @contextmanager
    def _at_work(self, act: Act, *, writing: bool = False) -> Iterator[Asked | None]:
        """The guide of now; None, after saying so, when there is none.

        A browser drops each click on a button that is off. So while something is read only its own button is off, and
        what answers a question: the kernel keeps the clicks on others, and comes to them in their order. While
        something is written all are off, for minutes perhaps: nothing else shall take the place of its result.
        """
        from c9lib.notebook.asked import latest

        label, pressed = act.label, (*self.buttons.values(),) if writing else (self.buttons[act.verb],)
        busy = (*pressed, self.confirm, self.leave)
        self._off(busy, off=True)
        self._say(f"{label}: at work{', and all buttons are off until it is done' if writing else ''} …")
        self.bars.children, began = (), time.monotonic()
        try:
            guide = latest(self._guide)
            if guide is None:
                self._show([OVER])
            yield guide
            self._say(f"{label}: {time.monotonic() - began:.1f} s")
        except KeyboardInterrupt:
            self._say(f"{label}: {INTERRUPTED}")
            raise
        finally:
            self._off(busy, off=False)

    def _carried_out(self, verb: Callable[[], object]) -> object:
        """What a verb gives, with all that it shows and prints on its way, as a card; None when it raised."""
        told: list[object] = []
        found: object = None
        with shown_to(lambda one: self._take(one, told)), printed() as lines:
            try:
                found = verb()
                told.append(found)
            except UserError as error:
                told.append(of_error(error))
            except Exception as error:
                # A click has no cell below which a traceback could stand; in the card it is seen.
                told.append(of_fault(error))
        if lines():
            told.append(Words("Told on the way", lines()))
        self._show(told)
        return found

    def _take(self, one: object, told: list[object]) -> None:
        """A widget is shown at once, for it lives; everything else with the result."""
        widget = one.widget if isinstance(one, Panel) else None
        if widget is None:
            told.append(one)
        else:
            self.bars.children = (*self.bars.children, widget)

    def _show(self, results: list[object]) -> None:
        shown_in(self.card, results)

    def _say(self, words: str) -> None:
        self.status.value = f'<p role="status" style="margin:0">{escape(words)}</p>'

    @staticmethod
    def _off(buttons: tuple[Any, ...], *, off: bool) -> None:
        for button in buttons:
            button.disabled = off


def changed(guide: Asked) -> Words | None:
    """What of the notebook's parameters isn't as this guide began with, in words; None when all is."""
    if guide.names is None:
        return None
    try:
        asked = as_run(parameters_of(guide.names))
    except UserError as error:
        return of_error(error)
    there = guide.session.parameters
    differ = tuple(
        f"  {name}: begun with {getattr(there, name)}, now {getattr(asked, name)}"
        for name in NAMES
        if getattr(asked, name) != getattr(there, name)
    )
    if not differ:
        return None
    why = "✘ Nothing is written: this step has begun with other parameters than the notebook has now."
    return Words(why, (*differ, "Run the cell with `begin` again, then press again."))


def _button(act: Act, pressed: Callable[[Any], None]) -> Any:
    """Plain for what reads; for what writes a sign, a heavy border and bold letters."""
    import ipywidgets as w

    made = w.Button(description=act.label, tooltip=f"{act.does}: {act.code}", layout=w.Layout(width="auto"))
    if act.writes:
        made.layout.border, made.layout.height = "2px solid currentColor", "auto"
        made.style.font_weight = "bold"
    made.on_click(pressed)
    return made
