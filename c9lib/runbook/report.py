"""The report of a run: one HTML file that opens offline and prints well."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from c9lib.nouns import MARKS, Station, Way, cost, duration
from c9lib.show import Ways
from c9lib.show.timeline import bars

NAME = "report.html"


def write_report(target: Path, told: Mapping[str, Any]) -> None:
    """Draw what `content` gave as one HTML file."""
    drawn = {"ways": _drawn((told["verdict"] or {}).get("ways", [])), "bars": bars(told["waits"])}
    page = _template().render(**told, **drawn, on_each_page=_plain(told["marked"]))
    target.write_text(page, encoding="utf-8")


def make_ready() -> None:
    """Compile the template, while there is nothing else to do: a tenth of a second."""
    _template()


@cache
def _template() -> Template:
    """Read and compiled once: a class has hundreds of reports."""
    environment = Environment(
        loader=PackageLoader("c9lib.runbook"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        duration=duration, cost=cost, mark=lambda status: MARKS[status], pretty=_pretty, moment=_moment
    )
    return environment.get_template("report.html.j2")


def _pretty(told: Any) -> str:
    return json.dumps(told, indent=1, ensure_ascii=False)


def _moment(told: str | None) -> str:
    """A time in UTC, ISO 8601, to the second: `2026-11-28 07:32:01 UTC`."""
    return f"{told[:10]} {told[11:19]} UTC" if told else "not noted"


def _plain(text: str) -> str:
    """Text that may stand within a style sheet, whatever an answer of AWS put into it."""
    return re.sub(r"[^\w .,:-]", "", text)


def _drawn(told: list[dict[str, Any]]) -> str:
    """The ways of the verdict as pictures, made again from the notes, as HTML; "" when it has none."""
    ways = [Way(**{**way, "stations": tuple(Station(**one) for one in way["stations"])}) for way in told]
    return Ways.of(ways).html() if ways else ""
