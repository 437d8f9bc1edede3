"""What may be otherwise, to be chosen where a person looks: one list, one button, the consequence as a card below.

The table of ids is the twin, and all that there is where nobody looks.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from c9lib.errors import UserError
from c9lib.notebook.cards import of_error, of_fault, shown_in
from c9lib.notebook.live import Panel, live
from c9lib.nouns.what_if import Option, Options

CAPTION, SHOW = "What if", "Show what would follow"


class Offer(Panel):
    """The options, with a choice among them where a person looks."""

    twin: Options

    @property
    def options(self) -> tuple[Option, ...]:
        return self.twin.options


def offer(found: Options, ask: Callable[[str], object]) -> Offer:
    """A choice among what was found; `ask` answers with the consequence of an option's id."""
    return Offer(found, Choice(found, ask).widget if found.options and live() else None)


class Choice:
    """The widget. A click asks, and writes nothing."""

    def __init__(self, found: Options, ask: Callable[[str], object]) -> None:
        import ipywidgets as w

        self._ask = ask
        self.pick = w.Dropdown(
            options=[(one.what, one.id) for one in found.options],
            description=CAPTION,
            style={"description_width": "initial"},
            layout=w.Layout(width="100%", max_width="48em"),
        )
        self.button = w.Button(description=SHOW, layout=w.Layout(width="auto"))
        self.button.on_click(lambda _: self._show())
        note = w.HTML(f'<p style="margin:0">{escape(" ".join(("Nothing is changed by asking.", *found.unread)))}</p>')
        self.status, self.card = w.HTML(), w.Output()
        self.widget = w.VBox([self.pick, w.HBox([self.button, note]), self.status, self.card])

    def _show(self) -> None:
        wanted = self.pick.value
        self.button.disabled = True
        self._say("At work …")
        try:
            shown_in(self.card, [self._answer(wanted)])
        finally:
            self.button.disabled = False
            self._say(f'The same in a cell: step.what_if("{wanted}")')

    def _answer(self, wanted: str) -> object:
        try:
            return self._ask(wanted)
        except UserError as error:
            return of_error(error)
        except Exception as error:
            # A click has no cell below which a traceback could stand; in the card it is seen.
            return of_fault(error)

    def _say(self, words: str) -> None:
        self.status.value = f'<p role="status" style="margin:0">{escape(words)}</p>'
