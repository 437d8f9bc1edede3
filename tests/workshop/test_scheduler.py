"""Seats on a real cluster of several processes: nothing is lost with a worker, and no secret is sent."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from distributed.protocol.pickle import dumps

import c9lib
from c9lib.aws import Pace, connect
from c9lib.errors import ParameterError, RefusedError, StepError
from c9lib.parameters import Parameters
from c9lib.simulator import lifecycle
from c9lib.workshop import scheduler
from c9lib.workshop.pool import Limits
from c9lib.workshop.scheduler import pooled_on, run_on
from c9lib.workshop.scheduler_task import Job, work
from c9lib.workshop.seat import run_seat
from c9lib.workshop.task import SeatResult, SeatTask
from tests.aws.caller_identity import answering
from tests.secrets.canaries import planted
from tests.workshop.cluster import Cluster, account, cluster

SEATS = 12


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with account() as url:
        yield url


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster of two workers with two threads each."""
    with cluster(tmp_path_factory.mktemp("cluster"), 2, 2) as made:
        yield made


@dataclass
class Came:
    """What came back."""

    results: list[SeatResult] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)

    def say(self, seat: str, words: str) -> None:
        self.said.append((seat, words))

    def well(self) -> list[str]:
        return sorted(one.seat for one in self.results if one.well)


def run(made: Cluster, tasks: list[SeatTask], *, most: int = 50, errors: int = 99) -> Came:
    came = Came()
    run_on(made.address, tasks, came.results.append, most, errors, came.told.append, came.say)
    return came


def task(root: Path, seat: str, url: str, *steps: str, **given: Any) -> SeatTask:
    asked = Parameters(deployment=f"python-{seat}", environment_name=f"python-{seat}", endpoint_url=url, **given)
    return SeatTask(seat, asked, root, steps, Pace(root / "pace"))


def role(root: Path, seat: str, url: str, **given: Any) -> SeatTask:
    """A seat with little to do."""
    return task(root, seat, url, "role", **given)


def folders(root: Path) -> list[Path]:
    """The evidence of seats, one for each time that a seat has begun."""
    return sorted(one.parent for one in root.glob("[0-9]*/parameters.yaml"))


def test_a_worker_is_killed_in_the_middle_and_all_seats_end_well(tmp_path: Path) -> None:
    with account() as url, cluster(tmp_path / "cluster", 3, 3, 3) as made:
        vpc, subnet = shared_network(url, tmp_path)
        given = {"network": "existing", "vpc_id": vpc, "subnet_id": subnet}
        tasks = [task(tmp_path, f"{one:02}", url, "environment", **given) for one in range(1, SEATS + 1)]
        killing = threading.Thread(target=when_begun, args=(tmp_path, 6, made.workers[0].kill))
        killing.start()
        came = run(made, tasks)
        killing.join()
        made.workers[0].wait(20)
        assert made.workers[0].returncode == -9
        assert came.well() == [one.seat for one in tasks], [one.error for one in came.results if not one.well]
        assert len(came.results) == SEATS
        assert len(folders(tmp_path)) > SEATS, "seats of the killed worker were begun again"
        session = connect(Parameters(endpoint_url=url), lambda _: None)
        assert len(session.pages("cloud9", "list_environments", "environmentIds")) == SEATS, "and none was made twice"
        for one in came.results:
            assert (Path(one.evidence) / "report.html").is_file()
        limits = lifecycle.ask(url, "call-limits", {})
        assert sum(limits["throttled"].values()) <= 0.03 * sum(limits["answered"].values())


def shared_network(url: str, root: Path) -> tuple[str, str]:
    asked = Parameters(deployment="python", environment_name="python", endpoint_url=url)
    made = run_seat(SeatTask("own", asked, root / "own", ("role", "profile", "network"), Pace(root / "pace")))
    assert made.well, made.error
    session = connect(asked, lambda _: None)
    (subnet,) = session.client("ec2").describe_subnets(Filters=session.tag_filter())["Subnets"]
    return subnet["VpcId"], subnet["SubnetId"]


def when_begun(root: Path, begun: int, act: Callable[..., object], *given: object) -> None:
    """Do something a moment after so many seats have begun."""
    pause = threading.Event()
    for _ in range(600):
        if len(folders(root)) >= begun:
            break
        pause.wait(0.05)
    pause.wait(0.5)
    act(*given)


def test_a_worker_that_stood_still_and_is_taken_for_dead_does_no_seat_of_others(tmp_path: Path) -> None:
    """It wakes up in the middle of its seats, which others have done meanwhile."""
    with account() as url, cluster(tmp_path / "cluster", 1, 1, DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL="3s") as made:
        vpc, subnet = shared_network(url, tmp_path)
        given = {"network": "existing", "vpc_id": vpc, "subnet_id": subnet}
        tasks = [task(tmp_path, f"{one:02}", url, "environment", **given) for one in range(1, 3)]
        stopping = threading.Thread(target=when_begun, args=(tmp_path, 2, made.workers[0].send_signal, signal.SIGSTOP))
        stopping.start()
        came = run(made, tasks)
        stopping.join()
        assert came.well() == ["01", "02"], [one.error for one in came.results]
        assert len(folders(tmp_path)) == 3, "its seat was begun again"
        before = answered(url)
        made.workers[0].send_signal(signal.SIGCONT)
        threading.Event().wait(3)
        assert sum((answered(url) - before).values()) <= 2, "at most what it was about to send when it stood still"
        session = connect(Parameters(endpoint_url=url), lambda _: None)
        assert len(session.pages("cloud9", "list_environments", "environmentIds")) == 2


def answered(url: str) -> Counter[str]:
    return Counter(lifecycle.ask(url, "call-limits", {})["answered"])


def test_seats_of_one_deployment_run_one_after_the_other(two: Cluster, url: str, tmp_path: Path) -> None:
    twice = [role(tmp_path / str(one), "01", url) for one in range(3)]
    two_names = [SeatTask(f"a{n}", one.parameters, one.root, one.steps, one.pace) for n, one in enumerate(twice)]
    # Tasks of one run need names of their own: they come from runs of their own, at once.
    came = [Came() for _ in two_names]
    threads = [
        threading.Thread(target=run_on, args=(two.address, [one], kept.results.append, 9, 9, kept.told.append))
        for one, kept in zip(two_names, came, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(50)
    assert [len(one.well()) for one in came] == [1, 1, 1]
    spans = sorted(span(Path(one.results[0].evidence)) for one in came)
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans)), spans


def span(evidence: Path) -> tuple[str, str]:
    """From when to when a seat ran."""
    told = json.loads((evidence / "run.json").read_text())
    return told["began"], told["ended"]


def test_evidence_of_a_worker_with_another_disk_comes_over(
    two: Cluster, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "mark", unseen)
    (tmp_path / "02").mkdir()
    came = run(two, [role(tmp_path, seat, url) for seat in ("01", "02", "03")])
    assert came.well() == ["01", "02", "03"]
    assert sorted(Path(one.evidence) for one in came.results) == [tmp_path / one for one in ("01", "02-2", "03")]
    assert all((Path(one.evidence) / "report.html").is_file() for one in came.results)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["01", "02", "02-2", "03"]
    words = dict(came.said)
    assert sorted(words) == ["01", "02", "03"]
    assert all(one.startswith("done") for one in words.values()), words
    assert ("01", "begun") in came.said
    assert came.told == [f"2 workers at {two.address}"]


class unseen:  # noqa: N801 (it stands for a function)
    """As if no worker saw the client's folder: nobody finds the file."""

    def __init__(self, roots: set[Path]) -> None:
        self.roots = roots

    def __enter__(self) -> dict[Path, str]:
        return dict.fromkeys(self.roots, ".not-there")

    def __exit__(self, *_: object) -> None:
        """Nothing was made."""


def test_no_secret_is_sent(two: Cluster, url: str, tmp_path: Path) -> None:
    job = Job(role(tmp_path, "01", url), "run", c9lib.__version__, "mark")
    sent = dumps((work, job)) + pickle.dumps(job)
    secrets = [*planted().values(), os.environ["AWS_SECRET_ACCESS_KEY"]]
    came = run(two, [job.task])
    assert came.well() == ["01"]
    back = pickle.dumps(came.results)
    logs = "".join(two.log(name) for name in ("scheduler", "worker-0", "worker-1"))
    assert "Scheduler at" in logs
    for secret in secrets:
        assert secret.encode() not in sent + back
        assert secret not in logs


def test_a_worker_in_another_account_is_refused_and_the_others_are_not(two: Cluster, url: str, tmp_path: Path) -> None:
    with answering("111122223333") as other:
        came = run(two, [role(tmp_path, "01", other.url, account_id="999988887777"), role(tmp_path, "02", url)])
        assert other.asked.count("GetCallerIdentity") == len([one for one in other.asked if one[0] != "/"])
    assert came.well() == ["02"]
    (refused,) = (one for one in came.results if not one.well)
    assert "belong to account 111122223333, not to 999988887777" in refused.title
    assert refused.exit_code == 3


def test_when_too_many_fail_no_further_one_begins(two: Cluster, url: str, tmp_path: Path) -> None:
    with answering("111122223333") as other:
        bad = [role(tmp_path, f"{one:02}", other.url, account_id="999988887777") for one in range(1, 10)]
        came = run(two, bad, most=1, errors=2)
    assert len(came.results) == 3
    assert not came.well()


def test_another_version_is_refused_before_anything(
    two: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(c9lib, "__version__", "9.9.9")
    with answering("111122223333") as other, pytest.raises(RefusedError, match=r"doesn't have c9lib 9\.9\.9") as caught:
        run(two, [role(tmp_path, "01", other.url)])
    assert other.asked == []
    assert len(caught.value.details) == 1 + 2 + 1, "the scheduler, two workers, and that nothing was called"


def test_a_worker_of_another_version_that_comes_later_refuses_itself(tmp_path: Path) -> None:
    made = work(Job(role(tmp_path, "01", "http://127.0.0.1:9"), "run", "9.9.9", "mark"))
    assert "whoever began the class has 9.9.9" in made.result.title


def test_ctrl_c_stops_the_seats_and_closes_their_evidence(two: Cluster, url: str, tmp_path: Path) -> None:
    came = Came()

    def done(result: SeatResult) -> None:
        came.results.append(result)
        if len(came.results) == 1:
            raise KeyboardInterrupt

    tasks = [task(tmp_path, f"{one:02}", "", "role", "profile") for one in range(1, 10)]
    pooled = pooled_on(two.address, tasks, Limits(4, 9), came.say, done, came.told.append, joined=url)
    assert pooled.interrupted
    assert sorted([*pooled.results, *pooled.not_begun]) == [one.seat for one in tasks]
    assert 1 <= len(pooled.results) <= 5, "those that hadn't begun don't"
    stopped = [one for one in pooled.results.values() if one.exit_code == 130]
    assert all((Path(one.evidence) / "report.html").is_file() for one in stopped if one.evidence)


def test_a_scheduler_that_is_killed_is_said_and_launching_again_goes_on(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "CONNECT_SECONDS", 4.0)
    tasks = [task(tmp_path, f"{one:02}", url, "network") for one in range(1, 5)]
    came = Came()
    with cluster(tmp_path / "cluster", 2) as made:

        def done(result: SeatResult) -> None:
            came.results.append(result)
            made.scheduler.kill()
            made.scheduler.wait(20)

        with pytest.raises(StepError, match="is gone"):
            run_on(made.address, tasks, done, 9, 9, came.told.append)
    with cluster(tmp_path / "again", 2) as made:
        again = run(made, tasks)
    assert again.well() == [one.seat for one in tasks]
    assert came.results[0].changes
    assert not next(one for one in again.results if one.seat == came.results[0].seat).changes, "it was right already"


def test_a_cluster_without_workers_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "ALONE_SECONDS", 0.5)
    with cluster(tmp_path / "cluster") as made, pytest.raises(StepError, match="has no worker") as caught:
        run(made, [])
    assert f"dask worker {made.address}" in str(caught.value)


def test_notebooks_are_refused(tmp_path: Path) -> None:
    asked = SeatTask("01", Parameters(), tmp_path, ("role",), None, notebooks=True)
    with pytest.raises(ParameterError, match="kernels"):
        run_on("tcp://127.0.0.1:9", [asked], lambda _: None, 1, 1, lambda _: None)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RefusedError, match="isn't installed") as caught:
        run_on("tcp://127.0.0.1:9", [], lambda _: None, 1, 1, lambda _: None)
    assert caught.value.remedy == ('pip install "c9lib[dask]"',)


def test_nobody_at_the_address_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "CONNECT_SECONDS", 1.0)
    with pytest.raises(StepError, match=r"answers at tcp://127\.0\.0\.1:9"):
        run_on("tcp://127.0.0.1:9", [], lambda _: None, 1, 1, lambda _: None)


def test_the_library_is_imported_by_nobody_else() -> None:
    words = "import sys, c9lib.workshop.scheduler, c9lib.cli.workshop; print('distributed' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"
