"""The chain as a picture: each link a box with its mark, in words, too."""

from __future__ import annotations

from xml.etree import ElementTree

from c9lib.nouns import HOLDING, Chain, Link
from c9lib.show import ChainPicture
from c9lib.show.chain import chain_picture

CHAIN = Chain(
    (
        Link("IAM role", "AWSCloud9SSMAccessRole", "holds the rights", "ok"),
        Link("Instance profile", "P", "carries the role", "broken", "profile.role: it holds <no> role", "implicitDeny"),
        Link("EC2 instance", "i-0a1b2c3d4e5f60718", "hands them out", "unknown", "it is stopped"),
        Link("SSM Agent", "i-0a1b2c3d4e5f60718", "signs in", "unknown", "it is stopped"),
        Link("AWS Systems Manager", "ssm", "holds the channel", "ok"),
        Link("AWS Cloud9", "0" * 32, "opens a session", "ok"),
    )
)


def test_each_link_is_a_box_with_its_mark_and_its_reason() -> None:
    root = ElementTree.fromstring(chain_picture(CHAIN))
    said = "".join("".join(one.text or "" for one in root.iter("text")).split())
    for link in CHAIN.links:
        for words in (link.kind, link.id, link.does, link.why, HOLDING[link.holding]):
            assert "".join(words.split()) in said
    _, _, wide, _ = map(float, (root.get("viewBox") or "").split())
    assert wide <= 1000
    assert root.find("title") is not None
    assert "It breaks at: Instance profile." in (root.findtext("title") or "")
    assert "SSM Agent i-0a1b2c3d4e5f60718 ▲ isn't known: it is stopped." in (root.findtext("desc") or "")


def test_the_text_beside_it_is_its_table() -> None:
    shown = ChainPicture(CHAIN)._repr_mimebundle_()
    assert shown["text/plain"] == str(CHAIN)
    assert "It breaks at: Instance profile." in shown["text/html"]
    assert "<no>" not in shown["text/html"]
    assert "&lt;no&gt;" in shown["text/html"]


def test_a_chain_without_a_link_is_words() -> None:
    assert "<svg" not in ChainPicture(Chain(())).html()
