from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from mutagen.apev2 import APEv2
from mutagen.id3 import ID3, TDOR, TDRC, TIT2, TXXX

from data.files.inspection import inspect_file


def test_a_file_is_told_with_all_its_tags_and_what_became_of_them(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    soundfile.write(path, 0.3 * np.sin(np.arange(32_000) / 10), 16_000)
    ape = APEv2()
    ape["Title"] = "Older"
    ape.save(path)
    tags = ID3()
    for frame in (TIT2(3, "Harbour"), TDRC(3, "2011"), TDOR(3, "1973"), TXXX(3, desc="Encoder", text="5")):
        tags.add(frame)
    tags.save(path, v1=0)
    report = inspect_file(path)
    assert (report.container, report.codec, report.sample_rate, report.streams) == ("MP3", "mp3float", 16_000, 1)
    assert abs(report.decoded_s - 2) < 0.05
    used = {(tag.source, tag.name): tag.ignored for tag in report.tags}
    assert not used["ID3v2.4", "TIT2"]
    assert used["APEv2", "Title"] == "ID3v2.4 states it as well, and comes first"
    assert used["ID3v2.4", "TDRC"] == "the original year is stated"
    assert used["ID3v2.4", "TXXX:Encoder"] == "Hark has no use for it"
    assert report.known["year"] == 1973
    text = "\n".join(report.lines())
    assert "Harbour" in text
    assert "header: 2.0" in text


def test_the_length_is_that_of_what_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "joined.flac"
    soundfile.write(path, 0.3 * np.sin(np.arange(32_000) / 10), 16_000)
    path.write_bytes(2 * path.read_bytes())
    report = inspect_file(path)
    assert (report.header_s, report.duration_s, report.decoded_s) == (2.0, 4.0, 4.0)
    text = "\n".join(report.lines())
    assert "1 channel (mono)" in text
    assert "leaves this file out" not in text
    path.rename(tmp_path / "joined")
    assert "leaves this file out" in "\n".join(inspect_file(tmp_path / "joined").lines())


def test_what_is_no_sound_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_text("<html></html>")
    report = inspect_file(tmp_path / "a.mp3")
    assert report.error.startswith("it is a web page")
    assert report.lines()[0].startswith("sound      cannot be read")
