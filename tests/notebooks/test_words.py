"""What the notebooks say: links that lead somewhere, questions that unfold, nothing of the machine they ran on."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tests.notebooks.shelf import FILES, FOLDER, links, prose, read

AWS_DOCS = "https://docs.aws.amazon.com/"
FORBIDDEN = {
    "a port of this machine": r"(?:127\.0\.0\.1|localhost|\[::1\]):\d+",
    "a path of this machine": r"/(?:tmp|root|home|Users|work|private|var/folders)/",
    "a process": r"\bpid \d+|process \d+",
    "an address of an object": r"\bat 0x[0-9a-f]{6,}",
    "a secret": r"aws_secret_access_key|AKIA[0-9A-Z]{16}|ASIA[0-9A-Z]{16}",
}

every_notebook = pytest.mark.parametrize("file", FILES)


@every_notebook
def test_links_lead_to_a_file_here_or_to_awss_documentation(file):
    lost = [link for link in links(file) if not leads_somewhere(link)]
    assert lost == []


@every_notebook
def test_the_aws_page_that_it_follows_is_linked(file):
    assert [link for link in links(file) if link.startswith(AWS_DOCS)]


@pytest.mark.parametrize(("file", "following"), list(pairwise(FILES)))
def test_the_last_cell_leads_on(file, following):
    assert f"]({following})" in read(file).cells[-1].source


def test_the_first_notebook_leads_to_all_others():
    assert set(FILES[1:]) <= set(links(FILES[0]))


@every_notebook
def test_questions_unfold(file):
    text = prose(file).partition("## What you learned")[2]
    questions = re.findall(r"<details><summary>.+?</summary>\n\n.+?\n</details>", text, flags=re.DOTALL)
    assert 2 <= len(questions) <= 3
    assert all("?" in question.partition("</summary>")[0] for question in questions)
    assert text.count("<details>") == text.count("</details>") == len(questions)


@every_notebook
def test_errors_are_quoted(file):
    text = prose(file).partition("## If it goes wrong")[2].partition("## What you learned")[0]
    assert text.count("### ") >= 2
    assert "```text\n" in text


@every_notebook
@pytest.mark.parametrize("what", FORBIDDEN)
def test_text_and_outputs_name_no(what, file):
    text = (FOLDER / file).read_text(encoding="utf-8")
    assert re.findall(FORBIDDEN[what], text) == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a port of this machine", "http://127.0.0.1:4566"),
        ("a path of this machine", 'File "/' + 'root/x.py"'),
        ("a process", "its process 4242 ended"),
        ("an address of an object", "<Session object at 0x7f1c2a3b4c5d>"),
        ("a secret", "AKIAIOSFODNN7EXAMPLE"),
    ],
)
def test_the_patterns_find_what_they_are_for(what, text):
    assert re.search(FORBIDDEN[what], text)


def leads_somewhere(link: str) -> bool:
    if link.startswith(AWS_DOCS):
        return link.partition("#")[0].endswith(".html")
    return "://" not in link and (FOLDER / link).is_file()


@every_notebook
def test_no_two_prices_become_a_formula(file):
    """JupyterLab sets what stands between two dollar signs of a paragraph as LaTeX; in backticks it doesn't."""
    text = re.sub(r"```.*?```|`[^`]*`", "", prose(file), flags=re.DOTALL)
    assert [part for part in text.split("\n\n") if part.count("$") > 1] == []
