"""Test that saved conversations survive crashes, damaged files, full disks and unusual tokens."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.errors import UserError
from llm.answering.parts import Prose
from llm.conversation import Conversation, Turn
from llm.plan import Plan
from llm.session.dialogue import Dialogues
from llm.session.saved import Threads, title
from retrieval.query import Hit

TOKEN = "habcdefghijkl"


@pytest.fixture
def threads(tmp_path: Path) -> Threads:
    return Threads(tmp_path / "threads")


def talk(library: Any, *requests: str) -> Conversation:
    hits = tuple(Hit(t, 0.5, rank) for rank, t in enumerate(library.tracks()[:3], 1))
    return Conversation([Turn(Plan(request), hits, answer=Prose.parse("Try [1].")) for request in requests])


def test_what_is_written_is_read_back_the_same(threads: Threads, library: Any) -> None:
    conversation = talk(library, "a banjo", "slower \udce9 🎵 \u2028")
    threads.write(TOKEN, "Ünï\udce9", conversation)
    found = threads.read(TOKEN)
    assert found is not None
    assert found[1] == conversation
    assert json.loads((threads.folder / f"{TOKEN}.json").read_bytes())["name"] == "Ünï\udce9"
    assert (threads.folder / f"{TOKEN}.json").stat().st_mode & 0o077 == 0, "nobody else's business"


def test_turns_that_were_written_before_are_written_again(threads: Threads, library: Any) -> None:
    first, second = talk(library, "a", "b", "c"), talk(library, "d", "e")
    for token, conversation in ((TOKEN, first), (TOKEN + "2", second), (TOKEN, first)):
        threads.write(token, "x", conversation)
    first.turns.pop(1)
    first.add(second.turns[0])
    threads.write(TOKEN, "x", first)
    assert [t.request for t in threads.read(TOKEN)[1].turns] == ["a", "c", "d"]  # type: ignore[index]


def test_the_list_is_newest_first_and_reads_only_names(
    threads: Threads, library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for i in range(5):
        threads.write(f"{TOKEN}{i}", f"Name {i}", talk(library, "x"))
        time.sleep(0.002)  # times are kept in milliseconds
    (threads.folder / "notes.txt").write_text("not a conversation")
    (threads.folder / ".half.part").write_text("left by a crash")
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("the list read a whole file"))
    assert [listed.name for listed in threads.list()] == [f"Name {i}" for i in reversed(range(5))]


def test_the_list_opens_a_file_only_once(threads: Threads, library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = talk(library, "a banjo")
    for i in range(20):
        threads.write(f"{TOKEN}{i}", f"Name {i}", conversation)
    opened: list[Path] = []
    really = Path.open

    def counted(path: Path, *args: Any, **kwargs: Any) -> Any:
        opened.append(path)
        return really(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", counted)
    assert len(threads.list()) == 20
    assert len(opened) == 20
    assert len(threads.list()) == 20
    assert len(opened) == 20
    threads.write(f"{TOKEN}7", "Another name", conversation)
    assert "Another name" in [listed.name for listed in threads.list()]
    assert len(opened) == 21


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[:40],
        lambda whole: whole[: len(whole) // 2],
        lambda whole: b"\x00" * len(whole),
        lambda whole: b"\xff\xfe" + whole,
        lambda whole: b"[" * 100_000,
        lambda whole: whole.replace(b'"rank"', b'"rang"'),
        lambda whole: whole.replace(b'"Try [1]."', b"17"),
        lambda whole: b'{"hark": 1, "name": "x", "changed": 1, "turns": [\n7\n]}\n',
        lambda whole: b'{"hark": 1, "name": "x", "changed": {}, "turns": [\n{}\n]}\n',
    ],
)
def test_a_damaged_one_is_a_sentence_and_can_be_deleted(
    threads: Threads, library: Any, damage: Callable[[bytes], bytes]
) -> None:
    threads.write(TOKEN, "Banjos", talk(library, "a banjo"))
    threads.write(TOKEN + "2", "Whole", talk(library, "a fiddle"))
    file = threads.folder / f"{TOKEN}.json"
    file.write_bytes(damage(file.read_bytes()))
    assert {listed.token for listed in threads.list()} == {TOKEN, TOKEN + "2"}
    dialogues = Dialogues(threads)
    with pytest.raises(UserError, match="damaged") as error:
        dialogues.get(TOKEN)
    assert "Delete it" in error.value.hint
    assert dialogues.get(TOKEN + "2") is not None
    dialogues.delete(TOKEN)
    assert dialogues.get(TOKEN) is None


def test_a_truncated_one_is_listed_as_damaged_under_its_name(threads: Threads, library: Any) -> None:
    threads.write(TOKEN, "Banjos", talk(library, "a banjo"))
    file = threads.folder / f"{TOKEN}.json"
    file.write_bytes(file.read_bytes()[:-10])
    (listed,) = threads.list()
    assert (listed.name, listed.damaged) == ("Banjos", True)


@pytest.mark.parametrize(
    "token", ["", "..", "../catalogue", "a/b/c/d/e/f/g", "habcdefghijk\x00", "x" * 300, "C:\\x\\y\\z\\q"]
)
def test_a_token_from_an_address_leads_nowhere_else(threads: Threads, token: str) -> None:
    outside = threads.folder.parent / "catalogue.json"
    outside.write_text("{}")
    assert threads.read(token) is None
    threads.delete(token)
    assert not threads.restore(token)
    with pytest.raises(ValueError, match="token"):
        threads.write(token, "", Conversation())
    assert outside.exists()


def test_killed_while_writing_nothing_saved_is_lost(threads: Threads) -> None:
    """A process that rewrites two conversations as fast as it can is killed ten times."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom llm.answering.parts import Prose\n"
        "from llm.conversation import Conversation, Turn\n"
        "from llm.plan import Plan\nfrom llm.session.saved import Threads\n"
        "threads, turns, n = Threads(Path(sys.argv[1])), [], 0\n"
        "while True:\n"
        "    turns.append(Turn(Plan('x' * 2000), answer=Prose(str(n))))\n"
        "    threads.write(sys.argv[2], 'name', Conversation(turns))\n"
        "    print(n, flush=True)\n"
        "    n += 1\n"
    )
    for round_ in range(10):
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(threads.folder), TOKEN], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        acknowledged = int(process.stdout.readline())
        time.sleep(0.005 * round_)
        process.kill()
        acknowledged = max([acknowledged, *(int(line) for line in process.stdout.read().split() if line)])
        process.wait()
        found = threads.read(TOKEN)
        assert found is not None
        assert len(found[1].turns) > acknowledged
        assert not threads.list()[0].damaged


def test_titles_are_short_and_whole_words() -> None:
    assert title("  a  banjo ") == "a banjo"
    long = title("a very long request about music that goes on and on about everything, really")
    assert len(long) <= 57
    assert long.endswith("…")
    assert title("🎸 \x00") == "🎸"
    assert title("\x00") == "Untitled"
