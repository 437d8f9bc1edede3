"""The sentences of a forecast: whether the agent stays, what is cut, and which check would name the cause."""

from __future__ import annotations

from dataclasses import replace

from c9lib.checks.documented import OF_SESSIONS
from c9lib.nouns import Way, cost
from c9lib.nouns.what_if import Consequence

INTERNET = "Everything else on the internet, git and pip with it, would no longer be reached from there."
UNJUDGED = "There is no way to judge yet."
AS_THINGS_ARE = "doesn't come online as things are, and that wouldn't mend it"


def sentence(told: Consequence) -> Consequence:
    """The forecast with its sentences: verdict, cause, what it saves, what belongs to it."""
    saves = told.option.saves
    saved = f"It would save {cost(saves)} per hour." if saves else ""
    if saves is None:
        saved = "What it would save isn't known: the price table has no price for this Region."
    words = (_verdict(told), INTERNET if told.internet else "", _cause(told), saved, told.option.note)
    return replace(told, sentence=" ".join(filter(None, words)))


def _verdict(told: Consequence) -> str:
    cut = _several(told.gone)
    lost = f": {cut} would no longer be reached" if cut else ""
    if not told.agent.ping:
        return _before_it_runs(told)
    if not told.was.online:
        if told.agent.online:
            return "The agent, which isn't connected now, would come back."
        return f"The agent isn't connected now, and that wouldn't mend it{lost}."
    if not told.agent.online:
        return f"The agent would be lost ({told.agent}){lost}."
    unharmed = "" if told.internet else ", and nothing would be cut"
    return f"The agent would stay online{lost or unharmed}."


def _before_it_runs(told: Consequence) -> str:
    """For an instance that isn't launched yet, or that doesn't run now: by its ways and its rights."""
    who, cut = _who(told), _several(told.gone)
    more = tuple(one for one in told.rightless if one not in told.rightless_now)
    right = f"its agent would have no right to speak to {_several(more)}" if more else ""
    if not told.before:
        return f"There is no way to judge yet. Wherever an instance is launched, {right}." if right else UNJUDGED
    if told.rightless_now or not _all_reached(told.before):
        if told.rightless or not _all_reached(told.after):
            return f"{who} {AS_THINGS_ARE}" + (f": {cut} would no longer be reached." if cut else ".")
        return f"{who} would come online then; as things are it doesn't."
    if told.rightless or not _all_reached(told.after):
        why = " and ".join(filter(None, (f"{cut} wouldn't be reached" if cut else "", right)))
        return f"{who} wouldn't come online: {why}."
    return f"{who} would come online" + (f", but not reach {cut}." if cut else ".")


def _who(told: Consequence) -> str:
    if told.was.sleeps:
        return f"The instance, which is {told.was.state} now and has to be started first,"
    if told.was.state:
        return f"The agent of the instance, which is {told.was.state},"
    return "An instance that is launched there"


def _all_reached(ways: tuple[Way, ...]) -> bool:
    """Whether both services of sessions are reached."""
    return all(one.reachable for one in ways if one.service in OF_SESSIONS)


def _cause(told: Consequence) -> str:
    """Only what the change itself brings is its own doing."""
    if not told.root_cause:
        return ""
    if told.as_now:
        return f"The verdict names {told.cause} already, and that stays as it is."
    return f"The verdict would name {told.cause}."


def _several(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
