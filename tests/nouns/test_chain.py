"""What a chain says of its links."""

from __future__ import annotations

from c9lib.nouns import Chain, Link

OK = Link("IAM role", "R", "holds rights", "ok")
UNKNOWN = Link("SSM Agent", "i-1", "signs in", "unknown", "it is stopped")
BROKEN = Link(
    "AWS Systems Manager", "ssm", "holds the channel", "broken", "path.ssm: no way", "NO_ROUTE_TO_DESTINATION"
)


def test_the_first_broken_link_is_where_it_breaks() -> None:
    chain = Chain((OK, UNKNOWN, BROKEN, BROKEN))
    assert chain.broken is BROKEN
    assert chain.verdict == "It breaks at: AWS Systems Manager."


def test_what_is_not_known_is_named_when_nothing_is_broken() -> None:
    assert Chain((OK, UNKNOWN)).verdict == "What isn't known: SSM Agent."
    assert Chain((OK,)).verdict == "Every link holds."


def test_its_text_has_a_mark_and_words_for_each_link() -> None:
    told = str(Chain((OK, UNKNOWN, BROKEN)))
    for words in ("✔ holds", "▲ isn't known", "✘ is broken", "it is stopped", "NO_ROUTE_TO_DESTINATION"):
        assert words in told
