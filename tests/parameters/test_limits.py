"""Limits that a pattern can't say."""

from __future__ import annotations

import pytest

from c9lib.parameters.limits import few_members, is_loopback, once_each, one_line, principal, vpc_range, web_address


@pytest.mark.parametrize(
    "text", ["10.0.0.0/16", "10.1.2.0/28", "172.16.0.0/16", "172.18.0.0/16", "192.168.0.0/24", "100.64.0.0/16"]
)
def test_a_private_range_of_a_right_size_is_taken(text: str) -> None:
    assert vpc_range(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("10.0.0.0/15", "is a /15; a VPC has a range from /16 to /28"),
        ("10.0.0.0/29", "is a /29"),
        ("10.0.0.0", "has no size"),
        ("10.0.0.1/16", "nearest: 10.0.0.0/16"),
        ("10.0.0.0/255.255.0.0", "nearest: 10.0.0.0/16"),
        ("172.17.0.0/16", "Docker"),
        ("172.17.255.0/28", "Docker"),
        ("8.8.0.0/16", "isn't within a private range"),
        ("172.32.0.0/16", "isn't within a private range"),
        ("fd00::/64", "isn't an IPv4 range"),
        ("10.0.0.0/16 ", "isn't an IPv4 range"),
        ("", "isn't an IPv4 range"),
    ],
)
def test_a_wrong_range_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=r"^(is|has|overlaps)") as refusal:
        vpc_range(text)
    assert reason in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["", "http://127.0.0.1:4566", "https://[::1]:5000", "http://localhost", "https://aws.example.com/x"]
)
def test_a_web_address_is_taken(text: str) -> None:
    assert web_address(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1:4566",
        "ftp://127.0.0.1",
        "file:///etc/hosts",
        "http://",
        "http://:80",
        "http://user:pass@127.0.0.1",
        "http://evil.example\\@127.0.0.1",
        "http://127.0.0.1:99999",
        "http://[::1",
        "http://a b",
        "http://127.0.0.1/\n",
    ],
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"isn't an address|must not hold"):
        web_address(text)


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("http://127.0.0.1:1", True),
        ("http://127.8.9.10", True),
        ("http://[::1]:80", True),
        ("http://LOCALHOST:80", True),
        ("http://localhost.example.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://10.0.0.1", False),
        ("http://0.0.0.0", False),
        ("https://ec2.us-east-1.amazonaws.com", False),
    ],
)
def test_loopback_is_told_from_other_hosts(address: str, own: bool) -> None:
    assert is_loopback(address) is own


@pytest.mark.parametrize("text", ["a\nb", "tab\t", "\x00", "\ud800", " a", "a ", "a\u2028b"])
def test_text_of_more_than_one_line_or_with_margins_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must"):
        one_line(text)


def test_one_line_takes_any_language() -> None:
    assert one_line("Übung für 学生 – 1") == "Übung für 学生 – 1"


def test_a_bare_name_is_a_user() -> None:
    assert [principal(name) for name in ("a", "user/a", "group/b", "role/c")] == [
        "user/a",
        "user/a",
        "group/b",
        "role/c",
    ]


def test_an_environment_has_up_to_eight_members() -> None:
    assert len(few_members(tuple("abcdefgh"))) == 8
    with pytest.raises(ValueError, match="are 9 members; an environment has up to 8"):
        few_members(tuple("abcdefghi"))


def test_repetitions_go_and_the_order_stays() -> None:
    assert once_each(("b", "a", "b")) == ("b", "a")
