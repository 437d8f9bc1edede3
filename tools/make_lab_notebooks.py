"""Write the notebook of each lab from the lab's own words, and execute it: `notebooks/labs/NN-LAB.ipynb`.

    .venv/bin/python -m tools.make_lab_notebooks             write all
    .venv/bin/python -m tools.make_lab_notebooks LAB ...     write these alone
    .venv/bin/python -m tools.make_lab_notebooks --check     write nothing; exit code 1 when a notebook would change

All have one shape, so that a learner who knows one knows all. Outputs are committed as those of the guided path are
(`refresh_notebooks.py`), with a fixed seed; a learner who runs the cells gets a variant of their own.
"""

# ruff: noqa: T201 (a tool for a terminal: what it prints is what it is for)

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from c9lib.labs import LABS, starting
from c9lib.labs.model import Lab
from c9lib.runbook.kernels import KERNEL_NAME, Kernels
from tools.refresh_notebooks import changed_cells, execute_notebook, fresh_account, text_of

FOLDER = Path(__file__).resolve().parents[1] / "notebooks" / "labs"
SEED = "7"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": KERNEL_NAME}
LEVELS = {1: "a first lab", 2: "needs some practice", 3: "hard"}
PARAMETERS = """\
seed: int = 0  # the variant of this lab (1 to 999999; 0: your own, which follows from your name)
cause: str = ""  # your answer: the cause, by its id in here.causes(); several with commas between them"""


def files() -> dict[str, Path]:
    """The notebooks by lab, numbered in the order of the labs."""
    return {name: FOLDER / f"{number:02}-{name}.ipynb" for number, name in enumerate(LABS, 1)}


def notebook_of(lab: Lab) -> Any:
    """The notebook of a lab, not yet executed."""
    cells = [_cell(lab, *told) for told in _told(lab)]
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}})


def _cell(lab: Lab, kind: str, name: str, source: str, *tags: str) -> Any:
    make = new_markdown_cell if kind == "text" else new_code_cell
    return make(source, id=f"{lab.id}-{name}"[:64], metadata={"tags": list(tags)} if tags else {})


def _told(lab: Lab) -> Iterator[tuple[str, ...]]:
    """Kind, id, source and tags of each cell."""
    yield "text", "title", _title(lab)
    yield "code", "import", "from c9lib.labs import lab"
    yield "text", "parameters", TEXTS["parameters"]
    yield "code", "values", PARAMETERS, "parameters"
    yield "text", "begin", TEXTS["begin"]
    yield "code", "here", f'here = lab("{lab.id}", globals())'
    yield "text", "start", TEXTS["start"].format(changes=_list(lab.changes))
    yield "code", "starts", "# ✎ This cell writes.\nhere.start(seed)", "writes"
    yield "text", "started", TEXTS["started"]
    for name, code in (
        ("symptom", "here.symptom()"),
        ("verdict", "here.verdict()"),
        ("picture", "here.picture()"),
        ("ways", "here.ways()"),
        ("terminal", "here.terminal()"),
    ):
        yield "text", f"{name}-before", TEXTS[name]
        yield "code", name, code
        if f"{name}-after" in TEXTS:
            yield "text", f"{name}-after", TEXTS[f"{name}-after"]
    yield "text", "hints", TEXTS["hints"].format(number=len(lab.hints))
    yield "code", "hint", "here.hint()"
    yield "text", "hint-after", TEXTS["hint-after"]
    yield "text", "catalogue", TEXTS["catalogue"]
    yield "code", "causes", "here.causes()"
    yield "text", "mend", TEXTS["mend"]
    yield "code", "unattended", "# ✎ This cell writes, where nobody looks.\nanswer = here.unattended(cause)", "writes"
    yield "text", "check-before", TEXTS["check"]
    yield "code", "check", "here.check(answer)"
    yield "text", "check-after", TEXTS["check-after"]
    yield "text", "solution-before", TEXTS["solution"]
    yield "code", "solution", "here.solution()"
    yield "text", "learned", TEXTS["learned"]
    yield "code", "questions", "here.questions()"
    yield "text", "next", _next(lab)


def _title(lab: Lab) -> str:
    minutes = f"about {lab.minutes} minutes"
    return "\n".join(
        (
            f"# {lab.title}",
            "",
            _general(lab.story),
            "",
            "| in brief | |",
            "| --- | --- |",
            f"| level | {lab.level} of 3: {LEVELS[lab.level]} |",
            f"| takes | {minutes} |",
            "| where | a simulated AWS of the labs alone; the account of the guided path stays as it is |",
            "| passed when | the account is well again, **and** you have named the cause |",
            f"| in a terminal | `c9lib lab start {lab.id}` |",
            "",
            "Afterwards you can",
            "",
            _list(lab.aims),
        )
    )


def _list(items: tuple[str, ...]) -> str:
    return ";\n".join(f"- {_general(one)}" for one in items) + "."


def _general(text: str) -> str:
    """A text for everybody: what the seed chooses differs from learner to learner."""
    return text.replace(" {cidr}", "").replace("{", "`").replace("}", "`")


TEXTS = {
    "parameters": """## Parameters

`seed` is the variant: with 0 it follows from your name (`C9LIB_LEARNER`, or your user on this machine), so that your
neighbour's account differs from yours. What you read below was made with another seed than yours; run the cells.""",
    "begin": "Labs exist on the simulated AWS alone: with `target: aws` this cell refuses.",
    "start": """## Start

**✎ The next cell writes.** It forgets the account of the labs, whatever lab was there, and makes a new one:

{changes}

Run it again whenever you want to begin anew. It takes some seconds.""",
    "started": """Kernels and terminals that were at the labs' account before go on working: the new one is at the
same address.""",
    "symptom": """## What is wrong

The symptom as AWS shows it: nothing here knows what was broken. These are commands of the AWS CLI with their answers,
noted when the lab began.""",
    "symptom-after": """What does each service know, and what can't it know? EC2 looks at its own hosts; Systems
Manager and Cloud9 only know what the agent on the instance tells them.""",
    "verdict": """## Explore

### Ask every check

The verdict names the first check that fails, in the order in which one thing needs another. It says *what* doesn't
hold; *why* it doesn't, and what mends it, is for you to say. Run it again after each thing that you have mended.""",
    "verdict-after": """`skip` says why a question wasn't put. A `warn` isn't why nothing works. Where several lines
fail, most of them are consequences: look for the one without which the others would be well.
`here.verdict(remedies=True)` shows causes and remedies, and counts as a hint.""",
    "picture": """### Look at the network

What there is, and what leads where, read from the account just now. A picture shows no fault by itself; it shows where
one can be.""",
    "ways": """### Follow the packet

Each box is a station on the way from the instance to a service, and back. A way that ends before its service has been
stopped by the last station.""",
    "ways-after": """Ways by the same stations are drawn as one. Where there is no instance there is nothing to
draw, and that is a clue, too.""",
    "terminal": """### Look with any AWS client

What our checks look at, you can look at. In a terminal these lines lead the AWS CLI into this lab's account.""",
    "hints": """### Hints, one by one

There are {number}. Each run of the cell gives the next one; how many you took is noted with your progress.""",
    "hint-after": """Try something after each hint before you take the next: the last one nearly tells.""",
    "catalogue": """## Answer

What can be named. The catalogue is the same for all labs, so it tells nothing about this one.""",
    "mend": """### Mend it, and name it

Mend the account: in a terminal, or with boto3 in a cell of your own. Then write the cause's id
into `cause`, in the cell of parameters, and run that cell; or write it between the brackets below. `Run All` would
start the lab anew.

The next cell does nothing where somebody has the notebook open. In a headless run (papermill, nbval) nobody mends
anything; there it carries out the solution, says so, and answers in your place.""",
    "check": """### Be judged

By what the account shows now, and by what you name: both count. Opening a door to the internet, removing what was
there, or letting somebody do everything is never part of a solution. A wrong answer costs nothing; read its word.""",
    "check-after": """Not passed yet? Each line says which part is missing. While only an agent or an endpoint needs
time, `check` lets the simulated minutes pass by itself.""",
    "solution": """## The solution

Why it was so, the commands, and how it would have been seen on a real account. Open it when you have an answer of
your own.""",
    "learned": """## What you learned

Answer first, then open the answer.""",
}


def _next(lab: Lab) -> str:
    names = list(LABS)
    after = names[names.index(lab.id) + 1 :]
    path = "`c9lib lab progress` shows how far you are, and `--export FILE` writes it down."
    if not after:
        return f"This was the last lab. {path} The guided path begins with [00 Start here](../00-start-here.ipynb)."
    return f"**Next:** [{LABS[after[0]].title}]({files()[after[0]].name})\n\n{path}"


def make(name: str, kernels: Kernels, *, write: bool) -> bool:
    """Make one notebook; say what changed. Returns whether its file is, or would be, another."""
    path = files()[name]
    before = path.read_text(encoding="utf-8") if path.exists() else '{"cells": []}'
    after = text_of(execute_notebook(notebook_of(LABS[name]), kernels))
    if before == after:
        print(f"{path.name}: as it was", flush=True)
        return False
    what = ", ".join(changed_cells(before, after)) if path.exists() else "new"
    print(f"{path.name}: {what or 'metadata only'}", flush=True)
    if write:
        path.parent.mkdir(exist_ok=True)
        path.write_text(after, encoding="utf-8")
    return True


def strangers() -> list[Path]:
    """Notebooks of labs that aren't there, or that have another number now."""
    return sorted(set(FOLDER.glob("*.ipynb")) - set(files().values()))


def main() -> int:
    """Make all, or those that are named; 1 when one fails, or when `--check` finds a difference."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("labs", nargs="*", metavar="LAB", help="these alone")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when a notebook would change")
    told = parser.parse_args()
    changed = False
    with fresh_account(**{starting.SEED: SEED}) as kernels:
        try:
            for name in told.labs or LABS:
                changed |= make(name, kernels, write=not told.check)
        except CellExecutionError as error:
            print(f"{name} stopped, and is left as it was:\n{error}", file=sys.stderr)
            return 1
        finally:
            starting.leave()
    for path in strangers():
        print(f"{path.name}: no lab has this notebook", flush=True)
        changed = True
        if not told.check:
            path.unlink()
    return int(changed and told.check)


if __name__ == "__main__":
    sys.exit(main())
