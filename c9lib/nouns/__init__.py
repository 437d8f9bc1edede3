"""The vocabulary that passes between the rooms. Frozen values; nothing in here calls anything."""

from c9lib.nouns.call import Call
from c9lib.nouns.change import Change, Outcome, Plan, cost
from c9lib.nouns.check import Check, Checks, Status, Verdict
from c9lib.nouns.observation import Fact, Observation
from c9lib.nouns.plain import plain
from c9lib.nouns.table import MARKS, Drawn, Table
from c9lib.nouns.wait import Seen, Wait, Waited, duration

__all__ = [
    "MARKS",
    "Call",
    "Change",
    "Check",
    "Checks",
    "Drawn",
    "Fact",
    "Observation",
    "Outcome",
    "Plan",
    "Seen",
    "Status",
    "Table",
    "Verdict",
    "Wait",
    "Waited",
    "cost",
    "duration",
    "plain",
]
