"""The vocabulary that passes between the rooms. Frozen values; nothing in here calls anything."""

from c9lib.nouns.call import ON_ITS_WAY, Call
from c9lib.nouns.chain import HOLDING, Chain, Link
from c9lib.nouns.change import Change, Outcome, Plan, cost
from c9lib.nouns.check import Check, Checks, Status, Verdict
from c9lib.nouns.landscape import Landscape, Mark, Thing, heaviest
from c9lib.nouns.observation import Fact, Observation
from c9lib.nouns.plain import plain
from c9lib.nouns.proof import Piece, Proof, Row
from c9lib.nouns.table import MARKS, Drawn, Table
from c9lib.nouns.verdicts import Judged, Verdicts
from c9lib.nouns.wait import Seen, Wait, Waited, duration
from c9lib.nouns.way import PASSING, Station, Way

__all__ = [
    "HOLDING",
    "MARKS",
    "ON_ITS_WAY",
    "PASSING",
    "Call",
    "Chain",
    "Change",
    "Check",
    "Checks",
    "Drawn",
    "Fact",
    "Judged",
    "Landscape",
    "Link",
    "Mark",
    "Observation",
    "Outcome",
    "Piece",
    "Plan",
    "Proof",
    "Row",
    "Seen",
    "Station",
    "Status",
    "Table",
    "Thing",
    "Verdict",
    "Verdicts",
    "Wait",
    "Waited",
    "Way",
    "cost",
    "duration",
    "heaviest",
    "plain",
]
