"""Test how captions are matched with clips, and what is reported about missing and damaged clips."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from data.errors import UserError
from data.musiccaps import read_captions

HEADER = (
    "ytid,start_s,end_s,audioset_positive_labels,aspect_list,caption,author_id,is_balanced_subset,is_audioset_eval\n"
)
ROWS = (
    '-aB_c1234Xy,30,40,"/m/x,/m/y","[\'low quality\', \'sad\']","Strings, and a piano.",4,False,True\n'
    "second00000,0,10,/m/x,\"['banjo']\",A banjo.,4,False,True\n"
    "third000000,10,20,/m/x,broken [,A drum.,4,False,True\n"
    "fourth00000,10,20,/m/x,[],A choir.,4,False,False\n"
    "fifth000000,10,20,/m/x,[],Nobody has it.,4,False,True\n"
    "sixth000000,10,20,/m/x,[],,4,False,True\n"
)

Write = Callable[..., None]


@pytest.fixture
def musiccaps(tmp_path: Path, write_tone: Write) -> tuple[Path, Path]:
    """Return a folder with three of six clips and a damaged one, and the table of captions."""
    folder = tmp_path / "clips"
    write_tone(folder / "-aB_c1234Xy.wav")
    write_tone(folder / "deeper" / "second00000_0_10.flac")
    (folder / "third000000.mp3").write_text("no sound")
    write_tone(folder / "fourth00000.wav")
    table = tmp_path / "musiccaps-public.csv"
    table.write_text(HEADER + ROWS, encoding="utf-8")
    return folder, table


def test_the_evaluation_rows_are_the_test_set(musiccaps: tuple[Path, Path]) -> None:
    found = read_captions(*musiccaps)
    assert [clip.clip_id for clip in found.clips] == ["-aB_c1234Xy", "second00000"]
    assert found.clips[0].captions == ("Strings, and a piano.",)
    assert found.clips[0].aspects == ("low quality", "sad")
    assert found.clips[1].path.name == "second00000_0_10.flac"
    assert found.missing == ("fifth000000",)
    assert [(name, "not a sound file" in reason) for name, reason in found.damaged] == [("third000000", True)]
    assert found.describe() == ("MusicCaps test: 2 clips with 2 captions, 1 without a file, 1 that cannot be read")


def test_the_other_rows_are_for_training(musiccaps: tuple[Path, Path]) -> None:
    assert [clip.clip_id for clip in read_captions(*musiccaps, split="train").clips] == ["fourth00000"]
    both = read_captions(*musiccaps, split="all")
    assert [clip.split for clip in both.clips] == ["test", "test", "train"]
    with pytest.raises(UserError, match="no split called dev"):
        read_captions(*musiccaps, split="dev")


def test_a_whole_video_is_not_taken_for_its_clip(musiccaps: tuple[Path, Path], write_tone: Write) -> None:
    write_tone(musiccaps[0] / "fifth000000.wav", seconds=31)
    found = read_captions(*musiccaps)
    assert dict(found.damaged)["fifth000000"] == "it lasts 31 s, and MusicCaps describes 10 s: cut it first"


def test_a_table_of_files_and_captions(tmp_path: Path, write_tone: Write) -> None:
    folder = tmp_path / "mine"
    write_tone(folder / "a.wav")
    write_tone(folder / "b.wav")
    lines = "file,caption\na.wav,First.\na.wav,Second.\na.wav,First.\nb,By its stem.\nnone.wav,Lost.\n,Nothing.\n"
    (folder / "captions.csv").write_text("\ufeff" + lines, encoding="utf-8")
    found = read_captions(folder)
    assert [(clip.clip_id, clip.captions) for clip in found.clips] == [
        ("a.wav", ("First.", "Second.")),
        ("b", ("By its stem.",)),
    ]
    assert found.missing == ("none.wav",)
    assert found.name == "mine"


def test_a_split_column_is_respected(tmp_path: Path, write_tone: Write) -> None:
    for name in "ab":
        write_tone(tmp_path / f"{name}.wav")
    (tmp_path / "captions.csv").write_text("file,caption,split\na.wav,A.,train\nb.wav,B.,test\n")
    assert [clip.clip_id for clip in read_captions(tmp_path).clips] == ["b.wav"]
    assert [clip.clip_id for clip in read_captions(tmp_path, split="train").clips] == ["a.wav"]


def test_the_descriptions_of_a_hark_json(tmp_path: Path, write_tone: Write) -> None:
    write_tone(tmp_path / "a.wav")
    (tmp_path / "bad.wav").write_text("x")
    tracks = {
        "a.wav": {"description": "A low tone."},
        "gone.wav": {"description": "x"},
        "bad.wav": {"description": "y"},
    }
    (tmp_path / "hark.json").write_text(json.dumps({"tracks": {**tracks, "untold.wav": {"title": "t"}}}))
    found = read_captions(tmp_path)
    assert [(clip.clip_id, clip.captions) for clip in found.clips] == [("a.wav", ("A low tone.",))]
    assert (found.missing, [name for name, _ in found.damaged]) == (("gone.wav",), ["bad.wav"])


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (None, "has no captions"),
        ("ytid,caption\nx,y\n", "has no column start_s"),
        ("a,b\n1,2\n", "does not say which caption belongs to which file"),
        ("file,caption\nx.wav,y\n", "None of the 1 clips"),
        ("file,caption\n", "has no captions of that split"),
        (b"file,caption\n\xff\xfe,x\n", "cannot be read as a table"),
    ],
)
def test_what_cannot_be_used_is_a_sentence(tmp_path: Path, table: str | bytes | None, message: str) -> None:
    if table is not None:
        content = table if isinstance(table, bytes) else table.encode()
        (tmp_path / "captions.csv").write_bytes(content)
    with pytest.raises(UserError, match=message) as error:
        read_captions(tmp_path)
    assert error.value.hint


def test_missing_folders_and_tables(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no folder"):
        read_captions(tmp_path / "none")
    with pytest.raises(UserError, match="There is no file"):
        read_captions(tmp_path, tmp_path / "none.csv")
