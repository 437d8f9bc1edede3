"""A whole run as a person starts it: done, done again, refused, failed, interrupted, torn down; and what it leaves."""

from __future__ import annotations

import hashlib
import io
import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest
import yaml

from c9lib.parameters import Parameters
from c9lib.runbook.forked import MODULE
from c9lib.runbook.order import RUN, TEAR_DOWN, Chapter, run_order, select
from c9lib.runbook.progress import Plain
from c9lib.runbook.run import Result, run
from c9lib.simulator import lifecycle

PROGRAM = str(Path(sys.executable).with_name("c9lib"))
FILES = {
    "SHA256SUMS",
    "before-after.json",
    "calls.json",
    "commands.sh",
    "parameters.yaml",
    "plan.json",
    "policy.json",
    "report.html",
    "report.json",
    "run.json",
}


@pytest.fixture(scope="module", autouse=True)
def fresh_account() -> None:
    lifecycle.reset()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def first(root: Path) -> Result:
    """The whole runbook on a fresh account."""
    return headless(root, RUN)


def headless(root: Path, chapters: Sequence[Chapter], **named: object) -> Result:
    return run(Parameters(deployment="class", **named), chapters, Plain(io.StringIO()), root)  # type: ignore[arg-type]


def test_a_run_ends_on_its_verdict(first: Result) -> None:
    assert (first.exit_code, first.error, first.left) == (0, None, None)
    assert first.verdict is not None
    assert first.verdict["verdict"] == "ok"
    assert first.changes["role"] > 0
    assert first.changes["environment"] > 0


def test_its_evidence_is_complete_and_sealed(first: Result) -> None:
    names = {file.name for file in first.folder.iterdir() if file.is_file()}
    assert names == FILES | {"verdict.json"} | {chapter.file for chapter in RUN}
    for line in (first.folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((first.folder / name).read_bytes()).hexdigest() == digest
    assert json.loads((first.folder / "verdict.json").read_text()) == first.verdict
    assert "aws cloud9 create-environment-ec2" in (first.folder / "commands.sh").read_text()
    assert yaml.safe_load((first.folder / "parameters.yaml").read_text())["instance_type"] == "t3.small"


def test_what_ran_side_by_side_is_told_in_the_documented_order(first: Result) -> None:
    told = json.loads((first.folder / "run.json").read_text())
    assert [one["notebook"] for one in told["notebooks"]] == [chapter.file for chapter in RUN]
    assert told["order"] == [chapter.step for chapter in RUN]
    began = {one["step"]: one["began"] for one in told["notebooks"]}
    ended = {one["step"]: one["ended"] for one in told["notebooks"]}
    assert began["network"] < ended["role"], "neither waits for the other"
    assert began["environment"] < began["endpoints"] < ended["environment"]
    steps = [call["step"] for call in json.loads((first.folder / "calls.json").read_text())]
    assert list(dict.fromkeys(steps)) == [chapter.step for chapter in RUN]
    assert steps == sorted(steps, key=list(dict.fromkeys(steps)).index), "the calls of a step stand together"
    commands = (first.folder / "commands.sh").read_text()
    assert commands.index("create-environment-ec2") < commands.index("create-vpc-endpoint")
    assert "--source-group" in commands or "sg-" in commands


def test_the_plan_of_the_endpoints_is_told_as_it_was_carried_out(first: Result) -> None:
    plan = json.loads((first.folder / "report.json").read_text())["plan"]
    of_step = [one for one in plan["changes"] if one["step"] == "endpoints"]
    assert of_step[0]["action"] == "wait"
    assert all(one["done"] for one in plan["changes"])


def test_a_second_run_changes_nothing(first: Result, root: Path) -> None:
    again = headless(root, select(first="access", last="endpoints"))
    assert again.exit_code == 0
    assert again.changes == {"access": 0, "environment": 0, "endpoints": 0}
    assert [call for call in json.loads((again.folder / "calls.json").read_text()) if call["writes"]] == []
    assert again.folder != first.folder
    told = {one["step"]: one for one in json.loads((again.folder / "run.json").read_text())["notebooks"]}
    assert list(told) == ["access", "environment", "endpoints"]
    assert all(one["well"] for one in told.values())


def test_an_isolated_subnet_gets_its_endpoints_before_the_launch(first: Result, root: Path) -> None:
    assert first.exit_code == 0, "it has made the role and the profile"
    asked = Parameters(deployment="alone", environment_name="alone", network="isolated", restrict_egress=True)
    chapters = select(first="network", last="verify", of=run_order(asked))
    done = run(asked, chapters, Plain(io.StringIO()), root)
    assert (done.exit_code, done.error) == (0, None)
    assert done.changes["endpoints"] > 0
    assert done.changes["endpoints-again"] > 0
    entries = json.loads((done.folder / "run.json").read_text())["notebooks"]
    assert [entry["notebook"] for entry in entries] == [chapter.executed for chapter in chapters]
    assert all((done.folder / chapter.executed).exists() for chapter in chapters)
    commands = (done.folder / "commands.sh").read_text()
    assert commands.index("create-vpc-endpoint") < commands.index("create-environment-ec2")
    assert commands.index("create-environment-ec2") < commands.index("revoke-security-group-egress")
    page = done.report.read_text()
    assert "06-configure-endpoints-again.ipynb" in page
    assert run(asked, (TEAR_DOWN,), Plain(io.StringIO()), root).left == []


def test_a_refused_run_has_code_3_and_a_report_that_says_why(root: Path) -> None:
    refused = headless(root, select("access"), access_for=("user/nobody",))
    assert refused.exit_code == 3
    for told in (str(refused.error), refused.report.read_text(), str(refused.to_json()["error"])):
        assert "There is no user nobody in account 123456789012" in told
        assert "04-grant-access.ipynb" in told
    assert {file.name for file in refused.folder.iterdir() if file.is_file()} == FILES | {"04-grant-access.ipynb"}
    entry = json.loads((refused.folder / "run.json").read_text())["notebooks"]
    assert [(one["step"], one["notebook"], one["well"]) for one in entry] == [
        ("access", "04-grant-access.ipynb", False)
    ]


def test_a_failed_verdict_is_code_1_and_names_the_root_cause(root: Path) -> None:
    parameters = Parameters(deployment="nobody-made-it", environment_name="nobody-made-it")
    failed = run(parameters, select("verify"), Plain(io.StringIO()), root)
    assert failed.exit_code == 1
    assert failed.verdict is not None
    assert failed.verdict["verdict"] == "fail"
    assert failed.verdict["root_cause"] in str(failed.error)
    assert failed.verdict["root_cause"] in failed.report.read_text()


def is_kernel(process: psutil.Process) -> bool:
    """Whether it is a kernel that runs: one that Jupyter started, or one that was forked; it has the command line of
    what it was forked from. One that has ended and waits to be fetched has none."""
    try:
        if "ipykernel_launcher" in process.cmdline():
            return True
        parent = process.parent()
        return MODULE in process.cmdline() and parent is not None and MODULE in parent.cmdline()
    except psutil.Error:
        return False


class Killer(Plain):
    """Ends the kernel that works, as a machine short of memory does."""

    killed = False

    def line(self, chapter: Chapter, text: str) -> None:
        for one in psutil.Process().children(recursive=True):
            if is_kernel(one):
                one.kill()
                self.killed = True


def test_a_kernel_that_dies_is_told_in_words_and_keeps_the_evidence(root: Path) -> None:
    killer = Killer(io.StringIO())
    dead = run(Parameters(deployment="class"), select("start"), killer, root)
    assert killer.killed
    assert dead.exit_code == 1
    assert "the kernel of 00-start-here.ipynb ended" in str(dead.error)
    assert "Kernel died" in dead.report.read_text()


def test_kernels_that_die_side_by_side_end_the_run_and_the_first_one_is_told(root: Path) -> None:
    class OfBoth(Killer):
        seen: set[str] = set()  # noqa: RUF012 (one run)

        def line(self, chapter: Chapter, text: str) -> None:
            self.seen.add(chapter.step)
            if self.seen == {"role", "network"} and not self.killed:
                super().line(chapter, text)

    killer = OfBoth(io.StringIO())
    dead = run(Parameters(deployment="beside"), select(first="role", last="access"), killer, root)
    assert killer.killed
    assert dead.exit_code == 1
    assert "the kernel of 01-create-role.ipynb ended" in str(dead.error)
    told = json.loads((dead.folder / "run.json").read_text())["notebooks"]
    assert [(one["step"], one["well"]) for one in told] == [("role", False), ("network", False)]


def test_whoever_stops_a_run_of_two_ends_both_and_both_are_told(tmp_path: Path) -> None:
    words = [PROGRAM, "run", "--json", "--from", "role", "--runs", str(tmp_path), "-p", "deployment", "stopped"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    seen: set[str] = set()
    while seen != {"role", "network"}:
        line = process.stderr.readline()
        assert line, "the run ended before both had begun"
        seen |= {step for step in ("role", "network") if f" {step}: as arn:aws" in line}
    begun = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    out, told = process.communicate(timeout=50)
    document = json.loads(out)
    assert process.returncode == document["exit_code"] == 130
    assert "Traceback" not in told
    assert "never retrieved" not in told
    assert "Interrupted in step role and step network" in document["error"]
    told_run = json.loads((Path(document["folder"]) / "run.json").read_text())
    assert [(one["step"], one["well"]) for one in told_run["notebooks"]] == [("role", False), ("network", False)]
    assert (Path(document["folder"]) / "SHA256SUMS").exists()
    kernels = [one for one in begun if is_kernel(one) or (one.is_running() and MODULE in _words(one))]
    assert psutil.wait_procs(kernels, 5)[1] == []


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_seals_its_evidence_and_leaves_no_process(tmp_path: Path, number: signal.Signals) -> None:
    words = [PROGRAM, "run", "--json", "--only", "start", "--runs", str(tmp_path), "-p", "deployment", "stopped"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    while "as arn:aws" not in (line := process.stderr.readline()):
        assert line, "the run ended before its first notebook had begun"
    children = psutil.Process(process.pid).children(recursive=True)
    assert any(map(is_kernel, children))
    begun = [one for one in children if is_kernel(one) or MODULE in one.cmdline()]
    process.send_signal(number)
    out, told = process.communicate(timeout=50)
    document = json.loads(out)
    assert process.returncode == document["exit_code"] == 130
    assert "Run the same command again" in told
    assert "Traceback" not in told
    assert "never retrieved" not in told
    run_told = json.loads((Path(document["folder"]) / "run.json").read_text())
    assert (run_told["exit_code"], run_told["state"]) == (130, "ended")
    assert [one["well"] for one in run_told["notebooks"]] == [False]
    assert (Path(document["folder"]) / "SHA256SUMS").exists()
    assert "Interrupted in step start" in Path(document["report"]).read_text()
    assert psutil.wait_procs(begun, 5)[1] == []


def test_the_tear_down_proves_that_nothing_is_left_and_again_finds_nothing(first: Result, root: Path) -> None:
    gone = headless(root, (TEAR_DOWN,))
    assert (gone.exit_code, gone.left) == (0, [])
    assert gone.changes["tear-down"] > 0
    page = gone.report.read_text()
    assert "Tear-down of deployment class" in page
    assert "nothing of this deployment is left" in page
    again = headless(root, (TEAR_DOWN,))
    assert (again.exit_code, again.left, again.changes) == (0, [], {"tear-down": 0})
