"""What AWS shows of all seats of a class: read in lists and batches, so that 200 seats take at most 20 calls.

The instances' tags say whose they are (facts 4.2), and Systems Manager whose agent is online. Cloud9 lists ids alone,
25 a call: it is asked for them only where a seat has no instance. Where the calls don't reach for all environments,
those of online seats are left out, the oldest first: theirs are the likeliest to be made.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from c9lib.aws import Session
from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.checks import environments
from c9lib.checks.documented import ENVIRONMENT_TAG
from c9lib.checks.environments import AT_ONCE, ENDED, HIDDEN
from c9lib.checks.one_of_many import NODES
from c9lib.checks.reader import Answer, Reader, Unread

PAGE = 1000
"""The largest page of DescribeInstances (EC2 API reference)."""
IDS = 100
"""The most values of a filter of DescribeInstanceInformation (SSM API reference)."""
SESSIONS = 200
"""The largest page of DescribeSessions (SSM API reference)."""
READS = ("instances", "agents", "sessions", "listed")
"""What may be refused for all seats at once."""
CONNECTED = ("Connected", "Connecting")
HALVES = 2
"""So many halves are tried where no batch is answered: likely nothing may be described."""
LIVELIEST_FIRST = ("running", "pending", "stopping", "stopped")
LONG_AGO = datetime.min.replace(tzinfo=UTC)

MayAsk = Callable[[], bool]


@dataclass
class Reads:
    """What one look saw. `instances` are by deployment, without those that have ended; `agents` and `sessions` by
    instance: agents that are online, and open sessions; `pings` are of agents that aren't online any more.
    `environments` are by id. `refused` has what wasn't shown: by `instances`, `agents`, `sessions`, `listed`, or by an
    environment's id. `unread` says that there are more sessions than were read."""

    instances: dict[str, Answer] = field(default_factory=dict)
    agents: dict[str, Answer] = field(default_factory=dict)
    sessions: dict[str, Answer] = field(default_factory=dict)
    pings: dict[str, Answer] = field(default_factory=dict)
    environments: dict[str, Answer] = field(default_factory=dict)
    refused: dict[str, Unread] = field(default_factory=dict)
    unread: bool = False


def read(session: Session, deployments: Sequence[str], made: Collection[str] = (), most: int | None = None) -> Reads:
    """What AWS shows of these deployments. Environments in `made` were made already when somebody looked before: those
    of online seats aren't asked for again. With `most`, what isn't needed is left out when so many calls are made.

    Raises `AwsError` when AWS can't be asked at all.
    """
    reader, began = Reader(session), len(session.calls)
    return _Look(reader, deployments, lambda: most is None or len(session.calls) - began < most).whole(made)


def environment_of(instance: Mapping[str, Any]) -> str:
    """The id of the environment to which an instance belongs; "" for one that Cloud9 didn't make."""
    return _tag(instance, ENVIRONMENT_TAG)


class _Look:
    """One look; `may_ask` says whether there are calls left for what isn't needed."""

    def __init__(self, reader: Reader, deployments: Sequence[str], may_ask: MayAsk) -> None:
        self.reader = reader
        self.deployments = deployments
        self.may_ask = may_ask
        self.seen = Reads()
        self.accounted: set[str] = set()

    def whole(self, made: Collection[str]) -> Reads:
        seen = self.seen
        try:
            self._instances()
        except Unread as refused:
            seen.refused["instances"] = refused
            return seen
        running = [one for one in seen.instances.values() if one["State"]["Name"] == "running"]
        self._agents([str(one["InstanceId"]) for one in running])
        online = [one for one in running if one["InstanceId"] in seen.agents]
        dark = [environment_of(one) for one in seen.instances.values() if one["InstanceId"] not in seen.agents]
        self._describe([*dark, *self._without_instance()])
        if online or (running and "agents" in seen.refused):
            self._sessions({str(one["InstanceId"]) for one in running})
        online.sort(key=launched, reverse=True)
        self._describe_some([name for name in map(environment_of, online) if name not in made])
        self._pings([str(one["InstanceId"]) for one in running if one["InstanceId"] not in seen.agents])
        return seen

    def _instances(self) -> None:
        """The liveliest instance of each deployment. The filter lets others' through, too: so their environments are
        accounted for, and needn't be described."""
        tagged = [{"Name": "tag-key", "Values": [ENVIRONMENT_TAG]}]
        found = environments.instances(self.reader, Filters=tagged, MaxResults=PAGE)
        alive = [one for one in found if one["State"]["Name"] not in ENDED]
        self.accounted = set(map(environment_of, alive))
        alive.sort(key=lambda one: (-LIVELIEST_FIRST.index(one["State"]["Name"]), launched(one)))
        by_deployment = {_tag(one, DEPLOYMENT_TAG): one for one in alive}
        self.seen.instances = {name: by_deployment[name] for name in self.deployments if name in by_deployment}

    def _agents(self, ids: Sequence[str]) -> None:
        """The agents that are online: of silent ones nothing comes back, and takes no page."""
        try:
            for some in _in_parts(ids, IDS):
                self.seen.agents |= self._information(some, Key="PingStatus", Values=["Online"])
        except Unread as refused:
            self.seen.refused["agents"] = refused

    def _pings(self, silent: Sequence[str]) -> None:
        """When agents were heard last; not asked where so many are silent that it would take several calls."""
        if silent and len(silent) <= NODES and "agents" not in self.seen.refused and self.may_ask():
            self.seen.pings = self._information(silent)

    def _information(self, ids: Sequence[str], **only: Any) -> dict[str, Answer]:
        wanted = [{"Key": "InstanceIds", "Values": list(ids)}, *([only] if only else [])]
        found = self.reader.all(
            "ssm", "describe_instance_information", "InstanceInformationList", Filters=wanted, MaxResults=NODES
        )
        return {str(one["InstanceId"]): one for one in found}

    def _sessions(self, wanted: set[str]) -> None:
        """Open sessions, 200 a page, until each of these instances has one, or the calls are used up."""
        asked: dict[str, Any] = {"State": "Active", "MaxResults": SESSIONS}
        try:
            while True:
                answer = self.reader.one("ssm", "describe_sessions", **asked) or {}
                for one in answer.get("Sessions", ()):
                    if one.get("Status") in CONNECTED:
                        self.seen.sessions.setdefault(str(one["Target"]), one)
                if not answer.get("NextToken") or wanted <= self.seen.sessions.keys():
                    return
                if not self.may_ask():
                    self.seen.unread = True
                    return
                asked["NextToken"] = answer["NextToken"]
        except Unread as refused:
            self.seen.refused["sessions"] = refused

    def _without_instance(self) -> list[str]:
        """Environments that no instance accounts for; only listed where a seat has no instance."""
        if len(self.seen.instances) == len(set(self.deployments)):
            return []
        try:
            listed = self.reader.all("cloud9", "list_environments", "environmentIds", maxResults=AT_ONCE)
        except Unread as refused:
            self.seen.refused["listed"] = refused
            return []
        return [name for name in listed if name not in self.accounted]

    def _describe(self, ids: Iterable[str]) -> None:
        """These environments. One that isn't shown refuses a whole batch: then its halves are asked for, as far as the
        calls reach, unless nothing at all is answered."""
        waiting = deque(environments.batches(list(dict.fromkeys(ids))))
        first, answered = len(waiting), 0
        while waiting:
            some, first = waiting.popleft(), first - 1
            try:
                found = environments.by_ids(self.reader, some, environments.GONE if len(some) == 1 else ())
            except Unread as refused:
                self.seen.refused.update(dict.fromkeys(some, refused))
                if refused.code in HIDDEN:
                    waiting.extend([some[: len(some) // 2], some[len(some) // 2 :]] if len(some) > 1 else [])
            else:
                answered += 1
                for name in some:
                    self.seen.refused.pop(name, None)
                self.seen.environments |= {str(one["id"]): one for one in found}
            if first <= 0 and (not self.may_ask() or (first <= -HALVES and not answered)):
                return

    def _describe_some(self, ids: Sequence[str]) -> None:
        for some in environments.batches(list(ids)):
            if self.may_ask():
                self._describe(some)


def launched(instance: Mapping[str, Any]) -> datetime:
    """When an instance was started last."""
    told = instance.get("LaunchTime")
    return told if isinstance(told, datetime) else LONG_AGO


def _tag(instance: Mapping[str, Any], key: str) -> str:
    return next((str(one["Value"]) for one in instance.get("Tags", ()) if one["Key"] == key), "")


def _in_parts(ids: Sequence[str], size: int) -> list[Sequence[str]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]
