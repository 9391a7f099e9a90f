"""Read the text files of this folder as tables."""

from __future__ import annotations

import re


def rows(text: str, separator: str = "|") -> list[tuple[str, str]]:
    """Split each line at its first separator and return both parts, stripped.

    An indented line continues the line before; empty lines and lines that begin with "#" are skipped.
    """
    lines = [line for line in re.sub(r"\n +", " ", text).splitlines() if line and not line.startswith("#")]
    halves = [line.partition(separator) for line in lines]
    return [(first.strip(), second.strip()) for first, _, second in halves]
