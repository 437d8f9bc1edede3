"""What all guides have: buttons, questions, and that the next `begin` ends their time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from c9lib.notebook import acts, controls, questions
from c9lib.notebook.explaining import explain_here
from c9lib.notebook.live import Panel
from c9lib.notebook.pictures import Pictured
from c9lib.nouns.explanation import Explanation

if TYPE_CHECKING:
    from c9lib.aws import Session
    from c9lib.notebook.notes import Notes


class Asked(Pictured):
    """A guide of whatever notebook. `over` says that a later `begin` has taken its place, or was refused; `next` is the
    guide that took it. `names` are the notebook's globals, as far as `begin` has told them.
    """

    session: Session
    _notes: Notes
    over: bool = False
    next: Asked | None = None
    names: Mapping[str, Any] | None = None

    @property
    def about(self) -> str:
        """The step of this notebook."""
        return self._notes.step

    @property
    def acts(self) -> tuple[acts.Act, ...]:
        """What its buttons do."""
        raise NotImplementedError

    def controls(self) -> Panel:
        """Buttons that only read, and a button that writes; as text, what each does and the code that does the same."""
        return controls.controls(self)

    def questions(self) -> Panel:
        """Two or three questions about this notebook, each answer explained. Asks AWS nothing."""
        return questions.panel(self.about)

    def explain(self, message: str) -> Explanation:
        """What a pasted error message means, and whether its cause holds here. Reads only."""
        return explain_here(self.session, message)


def latest(guide: Asked) -> Asked | None:
    """The guide that the notebook works with now; None when the last `begin` was refused."""
    while guide.over:
        if guide.next is None:
            return None
        guide = guide.next
    return guide
