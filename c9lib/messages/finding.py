"""Which message a pasted text is: the exact one first, others after it; and of an unknown one what is nearest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from c9lib.messages.model import GENERIC, Message
from c9lib.messages.normal import normal, squeezed

NEAREST = 3
LEAST_ALIKE = 0.45
"""Which part of a message's words has to be in a text that it is called near to."""
LONG_ENOUGH = 18
"""Letters of a pattern that is looked for in a text without spaces, too: a shorter one would be found by chance."""
LONGEST_WORD = 300
"""Characters that stand for `\\S+`: without a bound a long text without spaces would take for ever."""
IDS = {
    "instance": r"\bi-(?:[0-9a-f]{17}|[0-9a-f]{8})\b",
    "vpc": r"\bvpc-(?:[0-9a-f]{17}|[0-9a-f]{8})\b",
    "subnet": r"\bsubnet-(?:[0-9a-f]{17}|[0-9a-f]{8})\b",
    "group": r"\bsg-(?:[0-9a-f]{17}|[0-9a-f]{8})\b",
    "gateway": r"\bigw-(?:[0-9a-f]{17}|[0-9a-f]{8})\b",
    "address": r"\beipalloc-(?:[0-9a-f]{17}|[0-9a-f]{8})\b",
    "environment": r"(?<![0-9a-f-])[0-9a-f]{32}(?![0-9a-f])",
    "key": r"\barn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[0-9a-zA-Z-]+",
    "stack": r"\baws-cloud9-[A-Za-z0-9-]+",
    "region": r"\b(?:af|ap|ca|cn|eu|il|me|mx|sa|us)-(?:gov-)?(?:central|(?:north|south)(?:east|west)?|east|west)-\d\b",
    "account": r"(?<!\d)\d{12}(?!\d)",
    "action": r"(?<=perform: )[a-z0-9-]+:[A-Za-z]+|(?<=perform )[a-z0-9-]+:[A-Za-z]+",
    "principal": r"\barn:aws[a-z-]*:(?:iam|sts)::\d{12}:(?:user|role|assumed-role|federated-user)/[\w+=,.@/-]+",
}
"""What a message may carry, by the placeholder that it fills."""
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
INSTEAD = {"attach": "aws iam attach-user-policy --user-name USER"}
"""What stands for a placeholder that isn't carried, where that is more than its name."""
SAFE = re.compile(r"[\w+=,.@/:-]{1,512}\Z")
"""What may stand in a command as it is; anything else isn't taken over from a pasted text."""


@dataclass(frozen=True)
class Found:
    """A message that a text is, with what the text carries, and its remedy filled in."""

    message: Message
    carried: Mapping[str, str]
    exactness: int

    @property
    def remedy(self) -> tuple[str, ...]:
        """What isn't carried stays a word in capitals: `INSTANCE`."""
        return tuple(PLACEHOLDER.sub(self._value, line) for line in self.message.remedy)

    def _value(self, place: re.Match[str]) -> str:
        return self.carried.get(place[1]) or INSTEAD.get(place[1]) or place[1].upper()


@dataclass(frozen=True)
class Answer:
    """All messages that a text is, the most exact first; of an unknown one those that are nearest."""

    found: tuple[Found, ...]
    nearest: tuple[Message, ...] = ()


def find(text: str, table: Sequence[Message], known: Mapping[str, str] | None = None) -> Answer:
    """Look a text up in a table of messages; `known` fills placeholders that the text itself doesn't."""
    line = normal(text)
    found = list(_all(line, table, known or {}))
    if not found:
        return Answer((), nearest(line, table))
    ranked = sorted(found, key=lambda one: (one.message.rank == GENERIC, -one.exactness))
    return Answer(tuple(ranked))


def carried(line: str) -> dict[str, str]:
    """What a text carries that a remedy needs: ids, names, the action that was refused."""
    told = {name: found[0] for name, pattern in IDS.items() if (found := re.search(pattern, line))}
    role = re.search(
        r":(?:assumed-role|role)/(?:[\w+=,.@-]+/)*?([\w+=,.@-]+)(?=/|\s|$|[\"',;:.)])", told.get("principal", "")
    )
    if role:
        told["role"] = role[1]
    user = re.search(r":user/(?:[\w+=,.@-]+/)*([\w+=,.@-]+)\Z", told.get("principal", ""))
    if user:
        told["user"] = user[1]
    safe = {name: value for name, value in told.items() if SAFE.match(value)}
    return safe | _attaching(safe)


def _attaching(told: Mapping[str, str]) -> dict[str, str]:
    """The command that attaches a policy to whoever was refused."""
    for kind in ("role", "user"):
        if kind in told:
            return {"attach": f"aws iam attach-{kind}-policy --{kind}-name {told[kind]}"}
    return {}


def nearest(line: str, table: Sequence[Message]) -> tuple[Message, ...]:
    """Messages of which many words stand in a text; () where it is about something else."""
    words = set(re.findall(r"[a-z]{3,}", line.lower()))
    scored = [(max(_alike(pattern, words) for pattern in one.patterns), one) for one in table]
    near = sorted((pair for pair in scored if pair[0] >= LEAST_ALIKE), key=lambda pair: -pair[0])
    return tuple(one for _, one in near[:NEAREST])


def _all(line: str, table: Sequence[Message], known: Mapping[str, str]) -> Iterator[Found]:
    tight = squeezed(line)
    for message in table:
        best = max(
            ((_exactness(pattern), match) for pattern in message.patterns if (match := _match(pattern, line, tight))),
            key=lambda pair: pair[0],
            default=None,
        )
        if best is not None:
            named = {name: value for name, value in best[1].groupdict().items() if value and SAFE.match(value)}
            yield Found(message, {**known, **carried(line), **named}, best[0])


def _match(pattern: str, line: str, tight: str) -> re.Match[str] | None:
    found = _compiled(pattern).search(line)
    if found or _exactness(pattern) < LONG_ENOUGH:
        return found
    return _compiled(pattern.replace(" ", "")).search(tight)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    bounded = (
        pattern.replace(r"[\w.-]+", r"[\w.-]{1,80}")
        .replace(r"\S+", rf"\S{{1,{LONGEST_WORD}}}")
        .replace(r"\S*", rf"\S{{0,{LONGEST_WORD}}}")
    )
    return re.compile(bounded, re.IGNORECASE)


@cache
def _exactness(pattern: str) -> int:
    """How many letters of a pattern are fixed."""
    return sum(letter.isalnum() for letter in re.sub(r"\(\?P?<[^>]*>|\\[a-zA-Z]|\{[^}]*\}|\[[^\]]*\]", "", pattern))


@cache
def _words(pattern: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]{3,}", re.sub(r"\(\?P?<[^>]*>|\\[a-zA-Z]", " ", pattern.lower())))


def _alike(pattern: str, words: set[str]) -> float:
    wanted = _words(pattern)
    return len(wanted & words) / len(wanted) if len(wanted) > 3 else 0.0
