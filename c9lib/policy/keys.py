"""Which condition keys documents ask for, in conditions and in policy variables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from c9lib.policy import variables
from c9lib.policy.reading import Document, read


def context_keys(documents: Iterable[Document | str]) -> tuple[str, ...]:
    """The keys in the order in which they stand there, each once and as it is first written (IAM's
    GetContextKeysForCustomPolicy)."""
    found: dict[str, str] = {}
    for document in documents:
        for key in _keys(document):
            found.setdefault(key.lower(), key)
    return tuple(found.values())


def _keys(document: Document | str) -> Iterator[str]:
    parsed = json.loads(document) if isinstance(document, str) else document
    filled_in = parsed.get("Version") == variables.VERSION
    for clause in read(document).clauses:
        texts = [*clause.wanted]
        for condition in clause.conditions:
            yield condition.key
            texts += condition.wanted
        if filled_in:
            yield from (key for text in texts for key in variables.keys_of(text))
