"""A cached property is worked out once, and holds up nobody else's."""

from __future__ import annotations

import threading

import pytest

from c9lib.cached import cached_property


class Slow:
    """A thing whose value comes when it is told to."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.times = 0

    @cached_property
    def value(self) -> int:
        """How often it was asked for."""
        self.times += 1
        self.begun.set()
        assert self.go_on.wait(10)
        return self.times


def test_it_is_worked_out_once() -> None:
    one = Slow()
    one.go_on.set()
    assert (one.value, one.value, one.times) == (1, 1, 1)
    assert isinstance(Slow.value, cached_property)


def test_one_instance_does_not_wait_for_another() -> None:
    slow, quick = Slow(), Slow()
    quick.go_on.set()
    waiting = threading.Thread(target=lambda: slow.value)
    waiting.start()
    assert slow.begun.wait(10)
    done = threading.Thread(target=lambda: quick.value)
    done.start()
    done.join(5)
    held_up = done.is_alive()
    slow.go_on.set()
    waiting.join(10)
    assert not held_up
    assert slow.value == 1


def test_what_fails_is_worked_out_again() -> None:
    class Fails:
        times = 0

        @cached_property
        def value(self) -> int:
            self.times += 1
            if self.times == 1:
                raise ValueError("not yet")
            return self.times

    one = Fails()
    with pytest.raises(ValueError, match="not yet"):
        _ = one.value
    assert one.value == 2
