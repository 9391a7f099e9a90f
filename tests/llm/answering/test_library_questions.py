"""Ask a hundred questions about a made library in everyday words, and compare the answers with SQL written for each.

Forty were used while the reader of questions was written. Forty, and then twenty more, were kept aside until it was
finished; docs/log.md has the figures of their first runs.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from data.track import Known, Measured, Track
from llm.assistant import Assistant
from llm.conversation import Conversation, track_ids
from llm.session.batch import respond
from retrieval.library import Library
from tests.concept_library import build_library

QUESTIONS = json.loads((Path(__file__).parent / "library_questions.json").read_text(encoding="utf-8"))
NOW = datetime.now()
TODAY = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
MONDAY, MONTH = TODAY - timedelta(days=TODAY.weekday()), TODAY.replace(day=1)
TIMES = {
    "today": TODAY, "yesterday": TODAY - timedelta(days=1), "monday": MONDAY, "last_week": MONDAY - timedelta(days=7),
    "month": NOW - timedelta(days=30),
    "year": TODAY.replace(month=1, day=1),
    "this_month": MONTH, "last_month": (MONTH - timedelta(days=1)).replace(day=1),
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a library of 150 tracks with all kinds of tags, which arrived and were played over the last months."""
    rng, folder = Random(11), tmp_path_factory.mktemp("library")
    tracks = []
    for n in range(150):
        artist = rng.choice(("Ann Example", "Ann Example", "Ben Sample", "Cleo", "The Deltas", "Eve & Co"))
        known = Known(
            style=rng.choice(("jazz", "jazz", "folk", "techno", "baroque", "")),
            instruments=tuple(rng.sample(("banjo", "violin", "piano", "drums", "flute"), rng.randint(0, 2))),
            mood=tuple(rng.sample(("happy", "sad", "dark"), rng.randint(0, 1))),
            tempo_bpm=rng.choice((None, round(rng.uniform(50, 190), 1))),
            composers=tuple(rng.sample(("Cora Clef", "Max Minor", "Paul Pitch"), rng.randint(0, 1))),
            format=rng.choice(("flac", "mp3", "mp3", "ogg")),
            rating=rng.choice((None, None, 2.0, 3.5, 4.0, 5.0)),
            languages=tuple(rng.sample(("english", "german", "portuguese"), rng.randint(0, 1))),
            versions=tuple(rng.sample(("live", "remix"), rng.randint(0, 1))),
        )
        tracks.append(
            Track(
                f"t{n}", Path(f"/music/{n}.ogg"), Path("/music"), "Quiet Harbour" if n == 7 else f"Title {n:03}",
                artist,
                f"{artist}: {rng.choice(('First', 'Second', 'Third'))}", round(rng.uniform(60, 700) + n / 1000, 3),
                rng.choice((None, *range(1950, 2024))), known,
                Measured(loudness_db=rng.uniform(-40, -6), energy=rng.random()),
                added_at=(NOW - timedelta(days=rng.expovariate(1 / 25))).timestamp(),
            )
        )  # fmt: skip
    library = build_library(folder, tracks)
    for _ in range(400):
        number = min(int(rng.expovariate(1 / 20)), 149)
        library.add_play(f"t{number}", (NOW - timedelta(days=rng.expovariate(1 / 15), seconds=1)).timestamp())
    library.add_play("t7", (NOW - timedelta(days=40)).timestamp())
    library.close()
    return folder


@pytest.fixture(scope="module")
def library(home: Path) -> Iterator[Library]:
    opened = build_opened(home)
    yield opened
    opened.close()


def build_opened(home: Path) -> Library:
    from tests.concept_library import ConceptEncoder

    return Library(home, encoder=ConceptEncoder())


def selected(home: Path, sql: str) -> list[object]:
    """Return the first column of an SQL query over the catalogue, which uses nothing of Hark."""
    database = sqlite3.connect(home / "catalogue.db")
    rows = database.execute(sql.format(**{name: at.timestamp() for name, at in TIMES.items()})).fetchall()
    database.close()
    return [row[0] for row in rows]


def wrong(question: str, kind: str, sql: str, library: Library, home: Path) -> str:
    """Return what is wrong with the answer to a question; "" if it is right."""
    turn = respond(Assistant(library), question, Conversation())
    expected, text = selected(home, sql), turn.text
    if turn.plan.library_question is None:
        return f"read as {turn.plan.kind}"
    match kind:
        case "number" | "count":
            fits = str(expected[0]) in re.findall(r"\d+", text)
        case "percent":
            fits = f"{float(str(expected[0])):.0f} percent" in text
        case "length":
            minutes = round(float(str(expected[0])) / 60)
            fits = f"{minutes // 60} h {minutes % 60:02} min" in text
        case "date":
            fits = f"{datetime.fromtimestamp(float(str(expected[0]))):%Y-%m-%d %H:%M}" in text
        case "names":
            places = [re.search(rf"{re.escape(str(name))} \(", text, re.IGNORECASE) for name in expected]
            starts = [place.start() for place in places if place]
            fits = len(starts) == len(expected) > 0 and starts == sorted(starts)
        case "tracks":
            shown = list(track_ids(turn.hits))
            fits = shown[: len(expected)] == expected and (len(expected) > 0) == (len(shown) > 0)
    return "" if fits else f"{text!r} {[h.track.track_id for h in turn.hits]} instead of {expected}"


@pytest.mark.parametrize("half", ["tuned", "held_out", "later"])
def test_questions_are_answered_as_sql_answers_them(half: str, library: Library, home: Path) -> None:
    errors = [(q, why) for q, kind, sql in QUESTIONS[half] if (why := wrong(q, kind, sql, library, home))]
    assert not errors, "\n".join(f"{question}: {why}" for question, why in errors)
