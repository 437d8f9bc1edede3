"""Where the calls go: the simulated AWS, started if need be, or the real one. But for a rehearsal's private account,
the only place that knows that there is a simulator."""

from __future__ import annotations

import http.client
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import botocore.session
from botocore.config import Config

import c9lib
from c9lib.aws.at_once import tell_overlap
from c9lib.aws.credentials import Credentials, credentials_of
from c9lib.aws.failures import translated
from c9lib.aws.gate import refuse_simulator
from c9lib.aws.service_models import read_once
from c9lib.errors import AwsError
from c9lib.kept_data import is_plain
from c9lib.parameters import Parameters
from c9lib.simulator import lifecycle, unique_ids

NO_ANSWER = (OSError, LookupError, ValueError, http.client.HTTPException)
"""What `lifecycle.ask` raises where no simulator of ours answers."""
NOBODYS: dict[str, tuple[Any, ...]] = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}
"""botocore's session variables without a person's profile and files."""


@dataclass(frozen=True)
class Target:
    """Where the calls of one session go, and how time passes there.

    `endpoint_url` is None for AWS itself; `simulated_clock` says whether waiting advances a clock instead of sleeping,
    `together` whether several that wait there at once let the same time pass; `worker` is who waits, by the name that
    others know it by; "" for this thread of this process. `passing` is told when time is let pass.
    """

    name: str
    session: Any
    endpoint_url: str | None
    simulated_clock: bool
    together: bool = False
    worker: str = ""
    passing: Callable[[], None] = lambda: None

    def telling(self, passing: Callable[[], None]) -> Target:
        """The same, but it tells when time is let pass there."""
        made = copy(self)
        object.__setattr__(made, "passing", passing)  # frozen for whoever has it; nobody has it yet
        return made

    @property
    def attempts(self) -> int:
        """How often a call is sent at most. Pauses double, up to 20 s: while AWS throttles, 8 take about half a minute,
        and EC2 fills the bucket of a call again in less (EC2 API reference, "Request throttling")."""
        return 8

    @property
    def takes_many(self) -> bool:
        """Whether it gains anything to send several calls at once."""
        return not is_plain()

    def client(self, service: str, region: str) -> Any:
        """A boto3 client; environment variables can't divert it to another address."""
        made = self.session.client(service, region_name=region, endpoint_url=self.endpoint_url, config=self._config())
        if self.simulated_clock:
            tell_overlap(made)
        return made

    def _config(self) -> Config:
        told: dict[str, Any] = {
            # The simulated AWS goes by it: what many do at once takes no longer than what one does.
            "user_agent_extra": f"c9lib/{c9lib.__version__}{' side-by-side' if self.together else ''}",
            # Adaptive mode also slows down a client that is throttled. It does so by sleeping, which is nothing where
            # time is simulated: there `retrying.py` lets that time pass.
            "retries": {
                "mode": "standard" if self.simulated_clock else "adaptive",
                "total_max_attempts": self.attempts,
            },
            "ignore_configured_endpoint_urls": True,
        }
        if self.endpoint_url:
            # The address is chosen: neither a proxy nor a setting for AWS's own addresses has a say.
            told |= {
                "proxies": {},
                "use_fips_endpoint": False,
                "use_dualstack_endpoint": False,
                "defaults_mode": "legacy",
            }
        return Config(**told)

    def credentials(self) -> Credentials | None:
        """Where the credentials come from and how long they hold; None where they are nobody's."""
        return None if self.name == "simulated" else credentials_of(self.session)

    @property
    def home(self) -> str:
        """The Region of the credentials' profile, or ""."""
        return str(self.session.region_name or "")

    def now(self) -> datetime:
        """The time there, in UTC."""
        if not self.simulated_clock:
            return datetime.now(UTC)
        return datetime.fromtimestamp(self._ask("clock", self._worker())["now"], UTC)

    def let_pass(self, seconds: float) -> None:
        """Wait: sleep, or let simulated time pass."""
        self.passing()
        if not self.simulated_clock:
            time.sleep(seconds)
        elif self.together:
            self._wait({"seconds": seconds})
        else:
            self._ask("advance", {"seconds": seconds})

    def let_pass_for(self, seconds: float, waits_for: str) -> None:
        """As `let_pass`. Others of a run may begin with something once this one waits for that."""
        self.passing()
        if self.simulated_clock and self.together:
            self._wait({"seconds": seconds, "for": waits_for})
        else:
            self.let_pass(seconds)

    def wait_until(self, moment: float) -> None:
        """Wait for a moment of the time there, in seconds since 1970; it may be over. In simulated time with all others
        who wait so."""
        self.passing()
        if self.simulated_clock:
            self._wait({"until": moment})
        else:
            time.sleep(max(0.0, moment - time.time()))

    def rest(self) -> None:
        """This thread has nothing more to do there for now: none of those who wait together waits for it."""
        if self.simulated_clock and self.together:
            with suppress(AwsError):  # where nobody answers any more nobody waits
                self._ask("rest", {"who": self._worker()["worker"]})

    def _wait(self, asked: dict[str, Any]) -> None:
        """Ask until the moment has come: the simulator answers after some seconds, come or not."""
        told = self._ask("wait", {**asked, **self._worker()})
        while told["now"] < told["until"]:
            told = self._ask("wait", {"until": told["until"], **self._worker()})

    def _worker(self) -> dict[str, str]:
        """Who asks, for those who wait together."""
        return {"worker": self.worker or f"{os.getpid()}-{threading.get_ident()}"} if self.together else {}

    def _ask(self, verb: str, told: dict[str, Any]) -> dict[str, Any]:
        assert self.endpoint_url is not None, "a simulated clock has an address"
        try:
            return lifecycle.ask(self.endpoint_url, verb, told)
        except NO_ANSWER as error:
            raise AwsError(
                f"The simulated AWS at {self.endpoint_url} doesn't answer any more.",
                code=type(error).__name__,
                operation="",
                details=(str(error),),
                remedy=("Run the same command again: the account is kept, and its server starts again.",),
            ) from error


def choose(parameters: Parameters, progress: Callable[[str], None], joined: str = "") -> Target:
    """The target that the parameters name. Joins the shared simulated account when no address is given; `joined` is
    that account's address where this process has joined it already."""
    if parameters.target == "aws":
        url = parameters.endpoint_url
        if url.startswith("http:") and _is_ours(url):  # ours has no TLS
            refuse_simulator(url)
        with translated(parameters.region, parameters.target):
            core = botocore.session.Session()
            core.get_scoped_config()  # a profile that isn't there is told here, and not by the first call
            session = read_once(core)
            return Target("aws", session, parameters.endpoint_url or None, simulated_clock=False)
    url = parameters.endpoint_url or joined
    if not url:
        running = lifecycle.join()
        url = running.url
        if running.notice:
            progress(running.notice)
    return Target("simulated", _simulated_session(), url, simulated_clock=_is_ours(url))


def _simulated_session() -> Any:
    """Never a person's own credentials: they have no business at a simulator. Nor may their profile or files stop
    it."""
    core = botocore.session.Session(session_vars=NOBODYS)
    core.set_credentials(*_given_out())
    return read_once(core)


def _given_out() -> tuple[str, str, str | None]:
    """The keys of the environment, if the simulated account gave them out: then the calls are that user's or session's.

    Their form tells: it is that of account 123456789012, which AWS keeps for examples, so nobody's real key has it.
    """
    key = os.environ.get("AWS_ACCESS_KEY_ID", "")
    if not unique_ids.is_ours(key):
        return "simulated", "simulated", None
    return key, os.environ.get("AWS_SECRET_ACCESS_KEY") or "simulated", os.environ.get("AWS_SESSION_TOKEN") or None


def _is_ours(url: str) -> bool:
    """Whether the simulator at this address has a clock that can be advanced (another AWS-compatible one hasn't)."""
    try:
        return "c9lib" in lifecycle.ask(url, "health", {})
    except NO_ANSWER:
        return False


def run_address(parameters: Parameters, progress: Callable[[str], None]) -> dict[str, str]:
    """For a run of several processes: the address that they share, as a parameter. Nothing for AWS, or when one is
    given."""
    if parameters.target == "aws" or parameters.endpoint_url:
        return {}
    running = lifecycle.join()
    if running.notice:
        progress(running.notice)
    return {"endpoint_url": running.url}


class Workers:
    """Those who work side by side for this process, and are to let simulated time pass together; each has a name.

    On AWS time passes by itself, so there nothing is told to anybody.
    """

    def __init__(self, parameters: Parameters) -> None:
        """Where they are to work: at the address of the parameters, or in the shared account that was joined."""
        self._url = ""
        if parameters.target == "simulated":
            url = parameters.endpoint_url or lifecycle.join().url
            self._url = url if _is_ours(url) else ""

    def expect(self, name: str, leader: str = "", waits_for: str = "") -> None:
        """It is about to begin: no time passes before it has. With a `leader` it begins once that one waits for what is
        called so."""
        self._tell("expect", name, {"leader": _worker(leader), "for": waits_for} if leader else {})

    def rest(self, name: str) -> None:
        """It has ended."""
        self._tell("rest", name, {})

    def _tell(self, verb: str, name: str, more: dict[str, str]) -> None:
        if self._url:
            with suppress(*NO_ANSWER):  # whoever works there is told
                lifecycle.ask(self._url, verb, {"who": _worker(name), **more})


def _worker(name: str) -> str:
    return worker_of(os.getpid(), name)


def worker_of(pid: int | str, name: str) -> str:
    """How the simulated AWS knows the worker of a name that process `pid` has begun: it lives as long as that one."""
    return f"{pid}-{name}"


def leave_simulated(parameters: Parameters) -> None:
    """This process needs the shared simulated account no longer; its server ends if nobody else does."""
    if parameters.target == "simulated" and not parameters.endpoint_url:
        lifecycle.leave()
