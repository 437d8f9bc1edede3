"""A pasted text as one line of plain text: whatever a terminal, a browser, JSON or a tool has made of it."""

from __future__ import annotations

import html
import re

LONGEST = 60_000
"""Characters that are read; of a longer text its beginning and its end, where errors stand."""
ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
FRAMES = re.compile(r"[\u2500-\u257f\u2580-\u259f]")
"""The lines and blocks with which Terraform and the AWS CLI frame what they say."""
QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
)
ESCAPE = re.compile(r"\\u(?!005[cC]|[dD][89a-fA-F])([0-9a-fA-F]{4})")
"""A character as JSON writes it; no backslash, which would begin another escape, and no half of a character."""
UNSEEN = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")


def normal(text: str) -> str:
    """One line, single spaces, plain quotes; escapes of JSON, entities of HTML and colours are taken away."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
    for _ in range(2):  # an entity within an entity, as in a web page of an HTML report
        text = html.unescape(text)
    text = re.sub(r"\\{2,}", r"\\", text)  # JSON within JSON
    text = ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    text = UNSEEN.sub("", ANSI.sub("", text))
    text = re.sub(r"\\[nrt]", " ", text)
    text = re.sub(r"\\([\"'/])", r"\1", text)
    return re.sub(r"\s+", " ", FRAMES.sub(" ", text.translate(QUOTES))).strip()


def squeezed(text: str) -> str:
    """Without any space: a terminal breaks a long line in the middle of a word."""
    return re.sub(r"\s+", "", text)
