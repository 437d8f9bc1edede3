"""The parameters for readers: a table, a notebook's cell, the README's table."""

from __future__ import annotations

import json

from c9lib.nouns import Table
from c9lib.parameters.rows import Option, as_yaml, options


def describe() -> Table:
    """All parameters with type, default, limits and help: what `c9lib parameters` prints."""
    rows = tuple((one.name, one.type, as_yaml(one.default), one.limits, one.help) for one in options())
    return Table("Parameters", ("name", "type", "default", "limits", "what it is"), rows)


def cell() -> str:
    """The source of a notebook's cell tagged `parameters`, a line per parameter, for `papermill --help-notebook`.

    Papermill splits a line at its only `=` and its first `#` (papermill 2.7, PythonTranslator.inspect), so neither may
    be in a default or a help.
    """
    return "\n".join(_line(one) for one in options())


def readme_table() -> str:
    """The table of the parameters in Markdown."""
    lines = ["| name | default | limits | what it is |", "| --- | --- | --- | --- |"]
    for one in options():
        cells = (f"`{one.name}`", f"`{as_yaml(one.default)}`", one.limits, one.help)
        lines.append("| " + " | ".join(text.replace("|", "\\|") for text in cells) + " |")
    return "\n".join(lines) + "\n"


def _line(one: Option) -> str:
    default = str(one.default) if one.type in ("bool", "int") else json.dumps(one.default)
    return f"{one.name}: {one.type} = {default}  # {one.help} ({one.limits})"
