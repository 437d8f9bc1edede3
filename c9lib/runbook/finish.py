"""Everything that evidence holds besides what the notebooks left, made from a folder in whatever state it is: of a run
that ended, of one that was killed, of plain papermill."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from c9lib.aws.scrubbing import Scrubber
from c9lib.errors import ParameterError
from c9lib.parameters import Parameters, as_run, from_mapping
from c9lib.rehearsal.asking import ACCOUNT
from c9lib.runbook import least, sealing
from c9lib.runbook.before_after import before_after
from c9lib.runbook.commands import script
from c9lib.runbook.content import content
from c9lib.runbook.evidence import PARAMETERS, RUN, Evidence
from c9lib.runbook.masking import Mask
from c9lib.runbook.report import write_report
from c9lib.runbook.summary import summary
from c9lib.runbook.visits import Visit, visits


def finish(
    evidence: Evidence, *, mask: bool = False, rehearse: bool = True, differs: Sequence[str] = ()
) -> tuple[Path, Callable[[str], str]]:
    """Write what only the whole run tells, take out what mustn't be in it, and seal it.

    Gives the report's path, and what was put over every text of it. `mask` also masks account ids; evidence that was
    masked stays so. `rehearse`: the least policy may take the seconds of a rehearsal. `differs` is what changed since
    it was sealed, to be told in the report. Raises `ParameterError` when nothing of a run is in the folder.
    """
    seen = visits(evidence.folder)
    notes, before = evidence.notes(), evidence.run()
    if not seen and not notes and not before:
        raise ParameterError(
            f"There is no evidence in {evidence.folder}.",
            details=("neither executed notebooks, nor notes, nor run.json",),
            remedy=("Name the folder of one run: runs/<deployment>/<UTC time>.",),
        )
    masked = mask or bool(before.get("masked"))
    run = summary(before, seen, notes, evidence.folder) | {
        "masked": masked,
        "changed_since_sealed": list(dict.fromkeys((*before.get("changed_since_sealed", ()), *differs))),
    }
    asked = _parameters(evidence, notes, seen)
    _put(evidence, run, notes, asked, rehearse=rehearse)
    clean = _clean(evidence, run, notes, masked=masked)
    _put_report(evidence, clean)
    sealing.seal(evidence.folder)
    return evidence.folder / "report.html", clean


def _put(
    evidence: Evidence, run: Mapping[str, Any], notes: Mapping[str, Any], asked: Parameters | None, *, rehearse: bool
) -> None:
    calls = evidence.calls(notes)
    evidence.put("calls.json", calls)
    evidence.put_text("commands.sh", script(calls))
    evidence.put("before-after.json", before_after(notes))
    evidence.put(
        "plan.json", {name: note["results"]["plan"] for name, note in notes.items() if "plan" in note["results"]}
    )
    verdict = notes.get("verify", {}).get("results", {}).get("verdict")
    if verdict:
        evidence.put("verdict.json", verdict)
    # A notebook that was killed before papermill wrote it once has its notes only.
    steps = list(dict.fromkeys((*(one["step"] for one in run["notebooks"]), *notes)))
    if asked is not None:
        evidence.put("policy.json", least.policy(asked, run["account"] or ACCOUNT, steps, make=rehearse))
    evidence.put(RUN, run)


def _clean(
    evidence: Evidence, run: Mapping[str, Any], notes: Mapping[str, Any], *, masked: bool
) -> Callable[[str], str]:
    """Take secrets out of every file, and account ids; gives what does so to a text."""
    through: list[Callable[[str], str]] = [Scrubber.of_process()]
    if masked:
        known = (
            run["account"],
            run["account_asked"],
            *((note.get("identity") or {}).get("account") for note in notes.values()),
        )
        through.append(Mask(map(str, filter(None, known)), (text for _, text in sealing.texts(evidence.folder))))
    sealing.rewrite(evidence.folder, *through)

    def clean(text: str) -> str:
        for each in through:
            text = each(text)
        return text

    return clean


def _put_report(evidence: Evidence, clean: Callable[[str], str]) -> None:
    """From the files as they are now, so that nothing gets into it that was taken out of them."""
    told = content(evidence)
    evidence.put("report.json", told)
    write_report(evidence.folder / "report.html", told)
    for name in ("report.json", "report.html"):
        text = (evidence.folder / name).read_text(encoding="utf-8")
        (evidence.folder / name).write_text(clean(text), encoding="utf-8")


def _parameters(evidence: Evidence, notes: Mapping[str, Any], seen: Iterable[Visit]) -> Parameters | None:
    """The run's parameters: as it wrote them, as a notebook noted them, or as papermill was given them. None where they
    were wrong, and nothing was called."""
    noted = next((note["parameters"] for note in notes.values() if "parameters" in note), None)
    given = next((dict(visit.given) for visit in seen), {})
    try:
        if (evidence.folder / PARAMETERS).exists():
            return evidence.parameters()
        asked = from_mapping(noted if noted is not None else given, where="the evidence")
    except ParameterError:
        return None
    evidence.put_parameters(asked.model_dump(mode="json"))
    return as_run(asked)
