"""What pip is configured with, told to uv."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def with_uv(project) -> ModuleType:
    spec = importlib.util.spec_from_file_location("with_uv", project / ".ci/with_uv.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LISTED = """\
global.timeout='60'
global.find-links='a b'
install.timeout='7'
list.format='columns'
:env:.find_links='c\\nd'
:env:.proxy=''
"""


def test_what_is_nearer_counts_more(with_uv):
    assert with_uv.configured(LISTED) == {"timeout": "7", "find-links": "c\nd"}


@pytest.mark.parametrize(
    ("options", "variables"),
    [
        ({}, {}),
        ({"index-url": "https://a/b"}, {"UV_DEFAULT_INDEX": "https://a/b"}),
        (
            {"extra-index-url": "\nhttps://a\nhttps://b"},
            {"UV_INDEX": "https://a https://b", "UV_INDEX_STRATEGY": "unsafe-best-match"},
        ),
        ({"find-links": "/a\n/b"}, {"UV_FIND_LINKS": "/a,/b"}),
        ({"cert": "/a.pem", "trusted-host": "a b"}, {"SSL_CERT_FILE": "/a.pem", "UV_INSECURE_HOST": "a b"}),
        ({"proxy": "http://a:1"}, dict.fromkeys(("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"), "http://a:1")),
        ({"cache-dir": "/a", "retries": "9"}, {}),
    ],
)
def test_uv_is_told_the_same(options, variables, with_uv):
    assert with_uv.as_pip(options) == variables


@pytest.mark.parametrize(
    ("options", "words"),
    [({}, []), ({"no-index": "true", "no-cache-dir": "0"}, ["--no-index"]), ({"no-cache-dir": "1"}, ["--no-cache"])],
)
def test_what_is_on_or_off_are_words(options, words, with_uv):
    assert with_uv.words(options) == words
    assert with_uv.as_pip(options) == {}


@pytest.mark.parametrize("option", ["no-binary", "require-hashes", "platform", "something-new"])
def test_what_it_cannot_be_told_is_refused_by_name(option, with_uv):
    with pytest.raises(with_uv.CannotBeTold, match=option):
        with_uv.as_pip({option: "x"})


def test_pip_goes_before_and_nothing_leads_out_of_the_environment(with_uv):
    now = {"UV_TARGET": "/elsewhere", "UV_DEFAULT_INDEX": "https://uv", "PATH": "/bin"}
    assert with_uv.environment({"UV_DEFAULT_INDEX": "https://pip"}, now) == {
        "UV_DEFAULT_INDEX": "https://pip",
        "PATH": "/bin",
    }
