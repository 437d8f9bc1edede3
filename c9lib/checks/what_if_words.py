"""The one sentence of a forecast: whether the agent stays, what is cut, and which check would name the cause."""

from __future__ import annotations

from dataclasses import replace

from c9lib.checks.documented import OF_SESSIONS
from c9lib.nouns import cost
from c9lib.nouns.what_if import Consequence


def sentence(told: Consequence) -> Consequence:
    """The forecast with its sentences: verdict, what it saves, what belongs to it."""
    saves = told.option.saves
    saved = f"It would save {cost(saves)} per hour." if saves else ""
    if saves is None:
        saved = "What it would save isn't known: the price table has no price for this Region."
    words = (_verdict(told), _cause(told), saved, told.option.note)
    return replace(told, sentence=" ".join(filter(None, words)))


def _verdict(told: Consequence) -> str:
    cut = _several(told.gone)
    lost = f": {cut} would no longer be reached" if cut else ""
    if not told.agent.ping:
        return _before_launch(told)
    if not told.was.online:
        if told.agent.online:
            return "The agent, which isn't connected now, would come back."
        return f"The agent isn't connected now, and that wouldn't mend it{lost}."
    if not told.agent.online:
        return f"The agent would be lost ({told.agent}){lost}."
    return f"The agent would stay online{lost}." if cut else "The agent would stay online, and nothing would be cut."


def _before_launch(told: Consequence) -> str:
    cut = _several(told.gone)
    if not told.before:
        return "There is no way to judge yet."
    if set(told.gone) & set(OF_SESSIONS):
        return f"An instance that is launched there wouldn't come online: {cut} wouldn't be reached."
    if not all(one.reachable for one in told.after if one.service in OF_SESSIONS):
        return "An instance that is launched there doesn't come online as things are, and that wouldn't mend it."
    return "An instance that is launched there would come online" + (f", but not reach {cut}." if cut else ".")


def _cause(told: Consequence) -> str:
    return f"The verdict would name {told.cause}." if told.root_cause else ""


def _several(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
