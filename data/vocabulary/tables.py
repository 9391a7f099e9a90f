"""Read the text tables of this folder."""

from __future__ import annotations

import re


def rows(text: str, separator: str = "|") -> list[tuple[str, str]]:
    """Return each line as what stands before its first separator and what stands after it, both stripped.

    An indented line continues the line before; empty lines and lines that begin with "#" are skipped.
    """
    lines = [line for line in re.sub(r"\n +", " ", text).splitlines() if line and not line.startswith("#")]
    halves = [line.partition(separator) for line in lines]
    return [(first.strip(), second.strip()) for first, _, second in halves]
