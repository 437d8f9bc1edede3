"""The arithmetic of the benchmarks: pairs, medians, spreads, what counts as reached. No time is measured here."""

from __future__ import annotations

import json
import os
import sys

import pytest

from benchmarks.figures import Figure, Spread, alternately, figure, finish, process_seconds, ratios, table


def test_a_spread_is_the_median_and_the_middle_half():
    assert Spread.of([5.0, 1.0, 2.0, 4.0, 3.0]) == Spread(3.0, 2.0, 4.0, 5)
    assert Spread.of([1.0, 2.0]) == Spread(1.5, 1.25, 1.75, 2)
    assert Spread.of([7.0]) == Spread(7.0, 7.0, 7.0, 1)


def test_nothing_has_no_median():
    with pytest.raises(ValueError, match="nothing to take the median of"):
        Spread.of([])


def test_a_ratio_is_taken_within_its_round():
    """The machine was three times as slow in the second round: the medians' ratio would say 1.5."""
    ours, theirs = [1.0, 6.0, 1.0], [2.0, 6.0, 4.0]
    assert ratios(ours, theirs) == [0.5, 1.0, 0.25]
    assert figure("x", "ratio", ratios(ours, theirs)).spread.median == 0.5


def test_rounds_of_different_number_are_no_pairs():
    with pytest.raises(ValueError, match="zip"):
        ratios([1.0], [1.0, 2.0])


def test_each_way_comes_first_in_its_turn():
    order: list[str] = []

    def way(name):
        def run():
            order.append(name)
            return float(len(order))

        return run

    told: list[str] = []
    found = alternately(4, {name: way(name) for name in "abc"}, told.append)
    assert "".join(order) == "abc" + "bca" + "cab" + "abc"
    assert found == {"a": [1.0, 6.0, 8.0, 10.0], "b": [2.0, 4.0, 9.0, 11.0], "c": [3.0, 5.0, 7.0, 12.0]}
    assert told[3] == "round 2 of 4: b 4.000"


@pytest.mark.parametrize(
    ("bound", "value", "reached"),
    [
        ("at most", 2.0, True),
        ("at most", 2.01, False),
        ("at least", 2.0, True),
        ("at least", 1.99, False),
        ("below", 1.99, True),
        ("below", 2.0, False),
    ],
)
def test_what_counts_as_reached(bound, value, reached):
    assert figure("x", "s", [value], bound, 2.0).reached is reached


def test_where_nothing_is_asked_nothing_is_missed():
    assert figure("x", "s", [9.0]).reached is None
    assert figure("x", "s", [9.0], "at most").reached is None
    assert figure("x", "s", [9.0]).asked == ""


def test_the_table_says_what_is_missed():
    lines = table(
        [
            figure("run", "s", [1234.5]),
            figure("by C", "ratio", [0.2, 0.3], "at most", 0.24),
            Figure("n", "x", Spread(1, 1, 1, 1)),
        ]
    ).splitlines()
    assert lines[0].split() == ["what", "unit", "median", "middle", "half", "n", "must", "be"]
    assert lines[2].split() == ["run", "s", "1234", "1"]
    assert lines[3].split() == ["by", "C", "ratio", "0.25", "0.225", "to", "0.275", "2", "at", "most", "0.24", "MISSED"]
    assert "MISSED" not in lines[4]


@pytest.mark.parametrize(("limit", "code"), [(2.0, 0), (0.5, 1)])
def test_the_file_has_the_figures_and_the_exit_code_says_whether_all_are_reached(tmp_path, limit, code):
    out = tmp_path / "figures.json"
    with pytest.raises(SystemExit) as ended:
        finish("some", [figure("x", "s", [1.0, 1.0], "at most", limit)], {"x": [1.0, 1.0]}, out, {"calls": 3})
    assert ended.value.code == code
    told = json.loads(out.read_text())
    assert told["benchmark"] == "some"
    assert told["samples"] == {"x": [1.0, 1.0]}
    assert told["more"] == {"calls": 3}
    assert told["figures"] == [
        {
            "what": "x",
            "unit": "s",
            "median": 1.0,
            "low": 1.0,
            "high": 1.0,
            "n": 2,
            "must_be": f"at most {limit:g}",
            "reached": code == 0,
        }
    ]


def test_a_process_that_fails_is_no_figure(tmp_path):
    words = [sys.executable, "-c", "print('it went wrong'); raise SystemExit(3)"]
    with pytest.raises(RuntimeError, match=r"(?s)ended with 3.*it went wrong"):
        process_seconds(words, os.environ, tmp_path)
    assert process_seconds(words, os.environ, tmp_path, codes=(0, 3)) > 0
