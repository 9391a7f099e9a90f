"""Measure how well the requests of a file are understood: `hark evaluate requests FILE`.

A .json file holds conversations (`.asked`), a .csv file requests with marked descriptors (`.descriptors`), and a .bio
file requests with marked names (`.names`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.errors import UserError
from llm.assistant import Assistant
from llm.conversation import Conversation, Turn
from llm.session.batch import respond
from llm.understanding.planner import make_plan
from llm.understanding.tagger import shipped_tagger
from retrieval.library import Library

from .asked import Tally, read_file, score
from .descriptors import score_descriptors
from .names import span_f1


def report(path: Path, home: Path) -> tuple[dict[str, Any], list[str]]:
    """Return the figures of a file of requests.

    Args:
        path: the file; its ending gives its format.
        home: the folder of the library to search, for files of conversations.

    Returns:
        (figures, a line for each conversation with an expectation that was not met).

    Raises:
        UserError: the file cannot be read, or has no known ending.
    """
    match path.suffix.lower():
        case ".json":
            return _asked(path, home)
        case ".csv":
            return score_descriptors(path, lambda said: make_plan(said, tagger=shipped_tagger())), []
        case ".bio":
            return {"spans of names": span_f1(path)}, []
        case _:
            raise UserError(
                f"{path.name} is no file of requests that Hark knows.",
                "Give a .json file of conversations, a .csv file of marked descriptors or a .bio file of marked names.",
            )


def _asked(path: Path, home: Path) -> tuple[dict[str, Any], list[str]]:
    assistant = Assistant(Library(home))

    def answer(said: str, past: Conversation) -> Turn:
        return respond(assistant, said, past)

    tally = Tally()
    missed = []
    empty = 0
    for scores in score(read_file(path), answer):
        tally.add(scores)
        empty += scores.shown == 0 and scores.plan.kind in ("search", "refine")
        if scores.missed:
            missed.append(f"{' / '.join(scores.turns)}: {'; '.join(scores.missed)}")
    return {**tally.to_json(), "searches that show nothing": empty}, missed
