"""A file as a notebook shows it."""

from __future__ import annotations

from c9lib.show.source import Source


def test_folded_in_html_and_whole_in_text() -> None:
    drawn = Source("a<b>.yaml", "Value: <1>\n# two\n")._repr_mimebundle_()
    assert drawn["text/plain"] == "Value: <1>\n# two"
    assert drawn["text/html"] == (
        "<details><summary>a&lt;b&gt;.yaml, 2 lines</summary><pre>Value: &lt;1&gt;\n# two</pre></details>"
    )
