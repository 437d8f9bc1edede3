"""What if? Asked of what is there now, answered before anything is touched, and then tried and undone.

what_if(session)                  # what may be taken away or changed
trial = what_if(session, "nat-…") # ways before and after, one sentence, commands
trial.try_it()                    # does it, on the simulated AWS only, and shows what AWS shows
trial.undo()                      # puts it back
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from botocore import xform_name

from c9lib import checks
from c9lib.aws import Session
from c9lib.checks.what_if import consequence, options, subject
from c9lib.checks.what_if_agent import agent_now
from c9lib.errors import AwsError, RefusedError
from c9lib.notebook.waking import MOST, Waking
from c9lib.nouns import Seen, Wait, duration
from c9lib.nouns.what_if import NEW, Act, Agent, Consequence, Options, Tried, Undone, Until
from c9lib.show.what_if import Forecast
from c9lib.steps.base import translated

SHOWS_AFTER = 660
"""Seconds until Systems Manager shows what came of a change: an agent is missed after two signs of life, of which one
comes every 5 minutes (facts 7.4)."""
COMES_BACK = 4200
"""Seconds within which an agent is back: its longest pause is an hour (facts 7.4), and something has to be made
before."""
BEFORE_AND_AFTER = 720
"""Seconds by which a stop makes a wait longer: until it is seen, and until the instance has started again."""
MADE = Wait("AWS has carried it out", 120, 900, 15, "facts 7.7")
SIMULATED_ONLY = "It is tried on the simulated AWS only: what is tried here may cut a connection that somebody uses."


def what_if(
    session: Session,
    change: str | None = None,
    *,
    environment_id: str | None = None,
    instance_id: str | None = None,
    before: Callable[[], None] = lambda: None,
) -> Options | WhatIf:
    """What may be otherwise around the deployment's instance, or around the subnet for its launch; with an id of that
    list what would follow. Reads only. `before` is called before a trial changes anything, or puts it back.

    Raises `ParameterError` for an id that isn't in the list.
    """
    with translated(session):
        seen = subject(session, environment_id, instance_id)
        if change is None:
            return options(seen)
        return WhatIf(session, consequence(seen, change), environment_id, instance_id, before)


class WhatIf:
    """One forecast, which draws itself; `try_it` and `undo` write."""

    def __init__(
        self,
        session: Session,
        told: Consequence,
        environment_id: str | None = None,
        instance_id: str | None = None,
        before: Callable[[], None] = lambda: None,
    ) -> None:
        self.session = session
        self.forecast = told
        self.drawn = Forecast(told, session.region)
        self._subject = (environment_id, instance_id)
        self._before = before
        self._tried = False

    def __str__(self) -> str:
        return str(self.drawn)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return self.drawn._repr_mimebundle_()

    def try_it(self) -> Tried:
        """Do it, let the time pass that an agent takes to be missed, and show what AWS shows. Writes. An instance that
        is stopped is started first, and the forecast made anew.

        Raises `RefusedError`, with the commands, on a real account; `AwsError` when AWS refuses what it wasn't
        expected to.
        """
        self._refuse()
        waking = Waking(self.session, *self._subject)
        self._wake(waking)
        self._before()
        try:
            self._carry_out(self.forecast.option.do)
        except AwsError as refused:
            if refused.code != self.forecast.option.refusal:
                raise
            return Tried(self.forecast, self._agent(), "", refused=refused.code, starts=tuple(waking.starts))
        self._tried = True
        waited = self._let_it_show(waking)
        verdict = checks.verdict(self.session, *self._subject)
        cause = verdict.root_cause or ""
        reason = next((one.reason for one in verdict.checks if one.id == cause), "")
        return Tried(self.forecast, self._agent(), cause, reason, waited, starts=tuple(waking.starts))

    def undo(self) -> Undone:
        """Put back what `try_it` has done, and wait until the agent is as it was; an instance that was stopped
        meanwhile is started again. Writes."""
        if not self._tried:
            raise RefusedError(
                "There is nothing to undo: this wasn't tried.",
                details=(self.forecast.option.what,),
                remedy=("try_it() does it; the commands under “Undo it” undo what was done by hand.",),
            )
        acts, waking = self.forecast.option.undo, Waking(self.session, *self._subject)
        self._before()
        self._carry_out(acts)
        self._tried = False
        waited = self._until_back(waking)
        return Undone(self.forecast.option, len(acts), self._agent(), waited, tuple(waking.starts))

    def _refuse(self) -> None:
        option = self.forecast.option
        if self._tried:
            raise RefusedError("This is done already.", details=(option.what,), remedy=("undo() puts it back.",))
        if not self.session.simulated:
            by_hand = ("By hand:", *self.drawn.do.lines, "and back:", *self.drawn.undo.lines)
            raise RefusedError(SIMULATED_ONLY, details=(f"target is {self.session.parameters.target}",), remedy=by_hand)
        if option.untried:
            raise RefusedError("This can't be tried on the simulated AWS.", details=(option.untried,))

    def _wake(self, waking: Waking) -> None:
        """See to it that an instance runs whose agent is to show what comes of it."""
        if not self._agent().sleeps:
            return

        def look() -> Seen:
            now = waking.look()
            return Seen(str(now), done=now.online or bool(now.ping and waking.booted), hopeless=waking.hopeless)

        limit = SHOWS_AFTER + BEFORE_AND_AFTER
        self.session.wait(Wait("the instance runs again for the trial", 180, limit, 60, "facts 7.4"), look)
        if self.forecast.was.sleeps:
            with translated(self.session):
                self.forecast = consequence(subject(self.session, *self._subject), self.forecast.option.id)
            self.drawn = Forecast(self.forecast, self.session.region)

    def _carry_out(self, acts: Iterable[Act]) -> None:
        new = ""
        for act in acts:
            with translated(self.session):
                call = getattr(self.session.client(act.service), xform_name(act.operation))
                answer = call(**_filled(act.arguments, new))
                new = _at(answer, act.gives) if act.gives else new
                if act.until:
                    self._wait(act.until, new)

    def _wait(self, until: Until, new: str) -> None:
        def look() -> Seen:
            ask = getattr(self.session.client("ec2"), xform_name(until.operation))
            found = ask(**_filled(until.arguments, new))[until.items]
            state = str(found[0][until.member]).lower() if until.member and found else str(len(found))
            hopeless = f"it is {state}" if state == "failed" else ""
            return Seen(state, done=state == until.value, hopeless=hopeless)

        self.session.wait(MADE, look)

    def _let_it_show(self, waking: Waking) -> str:
        """Let the time pass that Systems Manager needs to miss an agent; nothing where there is none."""
        if not self.forecast.was.ping:
            return ""
        began = self.session.now()

        def look() -> Seen:
            now = waking.look()
            done = bool(now.ping) and waking.booted and self._since(began) >= SHOWS_AFTER
            return Seen(str(now), done=done, hopeless=waking.hopeless)

        limit = SHOWS_AFTER + MOST * BEFORE_AND_AFTER
        wait = Wait("what follows shows in Systems Manager", SHOWS_AFTER, limit, SHOWS_AFTER // 2, "facts 7.4")
        self.session.wait(wait, look)
        return duration(self._since(began))

    def _until_back(self, waking: Waking) -> str:
        was = self.forecast.was
        if not was.ping:
            return ""

        def look() -> Seen:
            now = waking.look()
            return Seen(str(now), done=now == was, hopeless=waking.hopeless)

        wait = Wait(f"the agent is {was} again", 600, COMES_BACK, 300, "facts 7.4")
        return duration(self.session.wait(wait, look).seconds)

    def _since(self, began: datetime) -> float:
        return (self.session.now() - began).total_seconds()

    def _agent(self) -> Agent:
        return agent_now(subject(self.session, *self._subject))


def _filled(told: Any, new: str) -> Any:
    """Arguments with the id that an act before has made."""
    if isinstance(told, dict):
        return {name: _filled(value, new) for name, value in told.items()}
    if isinstance(told, list):
        return [_filled(value, new) for value in told]
    return new if told == NEW else told


def _at(answer: Any, place: str) -> str:
    """The value at `NatGateway.NatGatewayId` of an answer."""
    for name in place.split("."):
        answer = answer[name]
    return str(answer)
