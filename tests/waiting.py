"""Wait until another thread or process has done something."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
LONGEST_S = 120.0  # far longer than anything takes, so that a busy machine fails no test


def until(condition: Callable[[], T]) -> T:
    """Wait until a condition is true, and return its value.

    Raises:
        AssertionError: the condition has not become true within two minutes.
    """
    end = time.monotonic() + LONGEST_S
    while not (value := condition()):
        assert time.monotonic() < end, "it did not happen within two minutes"
        time.sleep(0.02)
    return value


def settled(value: Callable[[], T], quiet_s: float = 1.0) -> T:
    """Wait until a value has not changed for `quiet_s` seconds, and return it."""
    end = time.monotonic() + LONGEST_S
    last, since = value(), time.monotonic()
    while time.monotonic() - since < quiet_s:
        assert time.monotonic() < end, "it still changes after two minutes"
        time.sleep(0.02)
        if (now := value()) != last:
            last, since = now, time.monotonic()
    return last
