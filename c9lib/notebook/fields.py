"""One field of a form: the widget that suits a parameter's type, its limits below it, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

from c9lib.notebook.form_values import as_text
from c9lib.parameters.rows import Option, option

WIDE = "38em"
NAME_WIDTH = "13em"
SMALL = "margin:0 0 .4em;font-size:90%"
QUOTED = re.compile("""'([^']*)'|"([^"]*)"|“([^“”]*)”|‘([^‘’]*)’""")
"""A value as it is written in a cell, or as a page or a message quotes it."""


class Field:
    """The field of one parameter. `widget` is all of it; `input` is what a person types into or chooses from."""

    def __init__(self, name: str, value: Any) -> None:
        import ipywidgets as w

        self.option = option(name)
        self._told: Callable[[str, Any], None] = lambda _name, _value: None
        self._quiet = False
        self.input = _input(self.option)
        self.mistake = w.HTML()
        limits = in_a_form(f"{self.option.help} ({self.option.limits})")
        self.help = w.HTML(f'<p style="{SMALL}">{escape(limits)}</p>', layout=w.Layout(margin="0 0 0 13.5em"))
        self.mistake.layout.margin = "0 0 0 13.5em"
        self.widget = w.VBox([self.input, self.mistake, self.help])
        self.show(value)
        self.input.observe(self._changed, "value")

    def heard(self, told: Callable[[str, Any], None]) -> None:
        """Who is told what is typed: name and value."""
        self._told = told

    def show(self, value: Any) -> None:
        """Show a value, which may be a wrong one, as if nobody had typed it."""
        self._quiet = True
        self.input.value = _suiting(self.option, value)
        self._quiet = False

    def wrong(self, words: str, kept: Any, source: str) -> None:
        """Show what is wrong with what was typed, and which value the notebook goes on with; "" when nothing is."""
        if words:
            goes_on = f" The notebook keeps {as_text(kept)}." if source else ""
            self.mistake.value = (
                f'<p role="alert" style="{SMALL}"><strong>✘ {escape(in_a_form(words))}.</strong>{escape(goes_on)}</p>'
            )
        else:
            self.mistake.value = ""
        self.input.tooltip = in_a_form(f"{self.option.name}: {words or self.option.limits} ({source})")

    def _changed(self, change: Any) -> None:
        if self._quiet:
            return
        value = _meant(self.option, change["new"])
        if value != change["new"]:
            self.show(value)
        self._told(self.option.name, value)


def in_a_form(words: str) -> str:
    """What is said of a value, without the quotes that it needs elsewhere: in a form nobody types them."""
    return words.replace(", in quotes,", ",").replace(" in quotes", "")


def _meant(one: Option, value: Any) -> Any:
    """What is typed without what comes along when it is pasted: spaces around it, and around a text its quotes."""
    if not isinstance(value, str):
        return value
    bare = value.strip()
    quoted = QUOTED.fullmatch(bare) if one.type == "str" else None
    return next(part for part in quoted.groups() if part is not None).strip() if quoted else bare


def _input(one: Option) -> Any:
    """The widget for a type. Text is told when it is entered or left, not letter by letter: half a word is no value."""
    import ipywidgets as w

    look = {"description": one.name, "style": {"description_width": NAME_WIDTH}, "layout": w.Layout(width=WIDE)}
    if one.type == "bool":
        return w.Checkbox(**look)
    if one.type == "list[str]" and one.choices:
        return w.SelectMultiple(options=one.choices, rows=len(one.choices), **look)
    if one.choices:
        return w.Dropdown(options=one.choices, value=None, **look)
    return w.Text(continuous_update=False, **look)


def _suiting(one: Option, value: Any) -> Any:
    """A value as the widget takes it; a choice that there isn't shows as none."""
    if one.type == "bool":
        return value is True
    if one.type == "list[str]":
        items = value if isinstance(value, list | tuple) else [value]
        return tuple(item for item in items if item in one.choices) if one.choices else ", ".join(map(str, items))
    if one.choices:
        return value if value in one.choices else None
    return str(value)
