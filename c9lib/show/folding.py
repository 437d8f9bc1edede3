"""Text in lines of a given width, for pictures: a picture has no browser that folds its text."""

from __future__ import annotations

import re
import unicodedata

BREAKS = re.compile(r"(?<=[\s\-./:,_])")
"""After these a line may end: ids, host names and rules are long words with such joints."""


def folded(text: str, columns: int) -> list[str]:
    """The lines of a text, none wider than `columns`; a word without joints that is wider is cut."""
    return [line for part in text.split("\n") for line in _folded_line(part, columns)]


def _folded_line(text: str, columns: int) -> list[str]:
    lines = [""]
    for piece in _pieces(text, columns):
        if lines[-1] and width(lines[-1] + piece.rstrip()) > columns:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines if line.strip()]


def _pieces(text: str, columns: int) -> list[str]:
    """What mustn't be folded any further: an EC2 id stays whole as long as it fits into a line."""
    found: list[str] = []
    for word in re.split(r"(?<=\s)", text):
        parts = [word] if width(word.rstrip()) <= columns else BREAKS.split(word)
        found += [cut for part in parts for cut in _cut(part, columns)]
    return found


def _cut(word: str, columns: int) -> list[str]:
    """Pieces of a word that fit; wide characters take two columns, so a piece has half as many of them at worst."""
    if width(word.rstrip()) <= columns:
        return [word]
    size = columns if word.isascii() else columns // 2
    return [word[start : start + size] for start in range(0, len(word), size)]


def width(text: str) -> int:
    """Columns that a text takes: a wide character, as of Japanese, takes two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
