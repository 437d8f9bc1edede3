"""Seeds and learners; a lab that is started, joined and forgotten; what is remembered of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from c9lib.errors import ParameterError, RefusedError
from c9lib.labs import LABS, lab, progress, starting
from c9lib.labs.guide import Guide
from c9lib.labs.overview import KEPT, export, how_far
from c9lib.nouns import Verdict
from c9lib.simulator import lifecycle

FIRST, OTHER = "runs-but-silent", "right-names-nothing-found"


def test_the_seed_is_the_learners_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(starting.SEED, raising=False)
    seeds = {}
    for name in ("ann", "bob", "cem"):
        monkeypatch.setenv(starting.LEARNER, name)
        seeds[name] = starting.seed_for(None)
        assert starting.seed_for(0) == seeds[name], "0 asks for no seed"
    assert len(set(seeds.values())) == 3
    assert all(1 <= seed <= starting.MOST for seed in seeds.values())


def test_a_seed_that_is_asked_for_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(starting.SEED, "12")
    assert starting.seed_for(None) == 12
    assert starting.seed_for(5) == 5


@pytest.mark.parametrize("told", ["-1", "x", "1.5", "1000000", "٣"])
def test_what_is_no_seed_is_refused(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(starting.SEED, told)
    with pytest.raises(ParameterError, match=r"C9LIB_LAB_SEED|The seed is"):
        starting.seed_for(None)


def test_a_machine_without_a_user_name_has_a_learner(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.delenv(starting.LEARNER, raising=False)
    monkeypatch.setattr("getpass.getuser", nobody)
    assert starting.learner() == starting.NOBODY


def test_a_real_account_is_refused() -> None:
    with pytest.raises(RefusedError, match="only exist on the simulated AWS") as refused:
        lab(FIRST, {"target": "aws"})
    assert refused.value.exit_code == 3


def test_a_lab_that_isn_t_there_is_told_with_what_is_near() -> None:
    with pytest.raises(ParameterError, match="There is no lab 'runs-but-silnt'") as refused:
        lab("runs-but-silnt")
    assert FIRST in "\n".join(refused.value.details)


def test_what_isn_t_started_can_t_be_looked_at(home: Path) -> None:
    with pytest.raises(RefusedError, match=f"{FIRST} isn't started") as refused:
        lab(FIRST).verdict()
    assert "no lab was started yet" in refused.value.details
    assert not (home / "worlds").exists(), "nothing is made by looking"


def test_from_a_start_to_the_next(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One account: hints are counted, an answer is remembered, another lab takes the place, and deleting the file of
    what is remembered does no more harm than that."""
    monkeypatch.setenv("C9LIB_WIDGETS", "1")
    here: Guide = lab(FIRST, {})
    assert f"(seed {starting.seed_for(None)})" in str(here.start())
    assert "PublicIpAddress" in [str(here.hint()) for _ in LABS[FIRST].hints][-1]
    assert f"Hint {len(LABS[FIRST].hints)} of {len(LABS[FIRST].hints)}" in str(here.hint()), "no hint after the last"
    assert here.verdict().verdict == "fail"
    assert _why(here.verdict()), "no hint is left, and nothing to keep back"
    assert "ways out" in str(here.ways())
    assert here.unattended() == "", "somebody looks: nothing is done for them"
    assert not here.check().passed
    assert _states()[FIRST] == "begun"
    for call in here.lab.solution(here.ground).calls:
        here.ground.carry_out(call)
    assert _states()[FIRST] == "mended, not named yet", "the account says so, nobody told"
    assert "TargetNotConnected" in str(here.symptom()), "what AWS showed when the lab began"
    assert "{" not in str(here.questions())
    elsewhere: Guide = lab(FIRST, {})
    assert elsewhere.check("no-public-address").passed, "another process goes on with it"
    assert _states() == {**dict.fromkeys(LABS, "not begun"), FIRST: "passed"}
    file = home / "progress.json"
    export(how_far(), file)
    told = {one["lab"]: one for one in json.loads(file.read_text())["labs"]}
    assert (told[FIRST]["hints"], told[FIRST]["answers"], told[FIRST]["starts"]) == (4, 2, 1), (
        "the last hint, given again, counts once"
    )
    assert told[FIRST]["observed"]["verdict"] == "ok"
    assert json.loads(file.read_text())["learner"] == "ann"
    assert json.loads(file.read_text())["kept"] == KEPT
    assert "no proof" in str(how_far())

    address = lifecycle.join("labs").url
    starting.start(LABS[OTHER], 3, lambda _: None)
    assert lifecycle.join("labs").url == address, "terminals go on asking the same address"
    with pytest.raises(RefusedError, match=f"{FIRST} isn't started") as refused:
        here.check("no-public-address")
    assert f"the lab that is there is {OTHER}" in refused.value.details
    progress.path().unlink()
    assert set(_states().values()) == {"not begun"}


def test_the_verdict_keeps_back_what_the_learner_looks_for(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cause and no remedy; shown when asked for, which counts as one hint, and after the solution."""
    monkeypatch.setenv("C9LIB_WIDGETS", "1")
    here: Guide = lab(FIRST, {})
    here.start(7)
    hidden = here.verdict()
    failed = next(one for one in hidden.checks if one.id == hidden.root_cause)
    assert (failed.id, failed.status) == ("instance.public-address", "fail")
    assert failed.question
    assert failed.evidence
    assert not _why(hidden)
    assert "which counts as a hint" in str(hidden).replace("\n", " ")
    assert _why(here.verdict(remedies=True))
    assert not _why(here.verdict()), "asked for once"
    here.verdict(remedies=True)
    assert _hints() == 1
    assert str(here.hint()).startswith("Hint 1 of 4"), "no hint is left out for it"
    for _ in LABS[FIRST].hints:
        here.hint()
    assert _hints() == 4, "as many as there are"
    here.start(8)
    assert not _why(here.verdict()), "another start keeps back its own"
    here.solution()
    assert _why(here.verdict())
    assert _hints() == 4


def _why(verdict: Verdict) -> bool:
    return any(one.cause or one.remedy for one in verdict.checks)


def _hints() -> int:
    return progress.read().labs[FIRST].hints


def _states() -> dict[str, str]:
    return {one.lab: one.state for one in how_far().standings}


def test_what_is_remembered_decides_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that says passed, and even one that names another instance, doesn't pass a lab."""
    monkeypatch.setenv("C9LIB_WIDGETS", "1")
    here: Guide = lab(FIRST, {})
    here.start(7)
    told = json.loads(progress.path().read_text())
    healthy = here.ground.launch(subnet=here.ground.ids["subnet"], key="mine")
    told["current"]["ground"]["ids"]["instance"] = healthy
    told["current"]["answers"] = [{"at": "now", "causes": ["no-public-address"], "passed": True}]
    told["current"]["symptom"]["message"] = "{subnet} is silent"
    progress.path().write_text(json.dumps(told))
    again: Guide = lab(FIRST, {})
    assert again.ground.ids["instance"] != healthy, "the account's own tags say which instance it is"
    assert not again.check("no-public-address").passed
    assert again.seen_first().message == f"{again.ground.ids['subnet']} is silent", "told with the lab's own names"


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"current": 3, "labs": {}}', '{"current": null, "labs": {"a": 1}}']
)
def test_a_file_that_isn_t_ours_is_as_none(content: str, home: Path) -> None:
    progress.path().parent.mkdir(parents=True)
    progress.path().write_text(content)
    assert progress.read() == progress.Kept()


def test_progress_that_can_t_be_written_is_told(home: Path) -> None:
    with pytest.raises(ParameterError, match="can't be written"):
        export(how_far(), home / "nowhere" / "progress.json")
