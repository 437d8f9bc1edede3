"""What a guide can be asked by a button: each act with its words, its code, and whether it writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from c9lib.nouns import Plan, Table

READS, WRITES = "reads", "✎ writes"
PLANNED = "plan"
"""The verb of a guide that says what a writing act would do."""


@dataclass(frozen=True)
class Act:
    """One button: `label` on it, `does` in a sentence, `verb` is the guide's method. One that writes asks once more,
    with `end` on the second button: `9 changes, $0.05 per hour: make them`.
    """

    label: str
    verb: str
    does: str
    writes: bool = False
    end: str = "make them"

    @property
    def code(self) -> str:
        """The same in a cell."""
        return f"step.{self.verb}()"

    def asking(self, plan: Plan) -> str:
        """What the second button says."""
        return f"✎ {plan.counted}, {plan.cost_told.replace('none', 'no cost')}: {self.end}"


def twin(acts: Sequence[Act], title: str) -> Table:
    """What each button does, and the code that does the same."""
    rows = tuple((act.label, WRITES if act.writes else READS, act.does, act.code) for act in acts)
    return Table(title, ("button", "reads or writes", "what it does", "the same as code"), rows)


OBSERVE = Act("What is there now", "observe", "looks at AWS, and changes nothing")
PLAN = Act("Plan", "plan", "says what would change, why, and what it costs")
CHECKS = Act("Check", "checks", "asks the checks of this step")
WAYS = Act("Ways", "ways", "follows a packet from the subnet or the instance to AWS, station by station")
BY_HAND = Act("By hand", "by_hand", "shows what was done as AWS CLI commands")
APPLY = Act(
    "✎ Make the change", "apply", "carries out the plan, after a second click that shows its count", writes=True
)
PICTURE = Act("Picture", "picture", "draws the network as it is now, with what the last change did to it")
CHAIN = Act("Chain", "chain", "draws role, profile, instance, agent and service, each as it is now")
WHAT_IF = Act("What if", "what_if", "offers what could be otherwise, and shows what would follow")
OF_STEP = (OBSERVE, PLAN, CHECKS, CHAIN, BY_HAND, APPLY)
OF_NETWORK = (OBSERVE, PLAN, CHECKS, WAYS, PICTURE, WHAT_IF, BY_HAND, APPLY)
WITH_NETWORK = ("network", "environment", "endpoints")
"""The steps that change where a packet can go."""
OF_START = (
    Act("Where am I", "map", "shows what is done, what it costs right now, and where to go on"),
    Act("May the account", "check", "asks whether Cloud9 is open to this account, in this Region, within its quotas"),
    Act(
        "May I", "permissions", "asks IAM whether you may do all that the run needs; some seconds, the first time more"
    ),
    Act("Where it stands", "progress", "asks each step what it would still change"),
    Act("Forecast", "forecast", "says whether an instance will reach Systems Manager"),
    Act("Plan", "plan", "puts the plans of all steps together"),
)
OF_VERIFY = (
    Act("Verdict", "verdict", "asks every check, and names the root cause"),
    Act("Ways", "ways", "shows the ways that the last verdict has followed"),
    PICTURE,
    CHAIN,
    WHAT_IF,
)
OF_TEAR_DOWN = (
    Act("Plan", "plan", "says what would go, what is kept, and why"),
    Act("By hand", "by_hand", "shows what was removed as AWS CLI commands"),
    Act("Proof", "proof", "looks again at everything: gone, kept, or left"),
    Act(
        "✎ Take it away", "undo", "removes it, after a second click that shows the count", writes=True, end="remove it"
    ),
)
