"""Print the results of a benchmark and write them to a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def report(results: dict[str, Any], output: Path | None) -> None:
    """Print results as JSON, and write them to a file if one is given."""
    text = json.dumps(results, indent=1)
    if output is not None:
        output.write_text(text + "\n")
    print(text)
