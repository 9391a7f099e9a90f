"""Test the demo library: its pieces as notes, and measurements of a few rendered tracks."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from data import demo
from data.demo import arrange, mixing
from data.demo.compose import compose
from data.demo.notation import Tune, parse_chord, parse_key, parse_tune
from data.demo.pieces import PIECES
from data.demo.pieces.base import Piece
from data.demo.players import voicing
from data.demo.soundfont import SAMPLE_RATE, Tone, timgm
from data.demo.stage import INSTRUMENTS
from data.demo.styles import STYLES
from data.demo.tunes import TUNES, tune

BY_TITLE = {piece.title: piece for piece in PIECES}


def test_catalogue_is_as_large_and_varied_as_promised() -> None:
    tracks = demo.catalogue()
    heard = Counter(name for track in tracks for name in track.instruments)
    assert len(tracks) >= 160
    assert len({track.style for track in tracks}) >= 30
    assert sum(count >= 6 for count in heard.values()) >= 45
    assert heard["banjo"] >= 8
    assert sum("scary" in track.mood or "tense" in track.mood for track in tracks) >= 8
    assert len({track.file for track in tracks}) == len({track.title for track in tracks}) == len(tracks)
    assert min(t.tempo_bpm for t in tracks) <= 60
    assert max(t.tempo_bpm for t in tracks) >= 180


def test_every_entry_names_a_style_and_instruments_that_exist() -> None:
    for piece in PIECES:
        assert piece.style in STYLES, piece.title
        assert set(piece.cast) <= set(INSTRUMENTS), piece.title
        assert bool(piece.tune) != bool(piece.chart), piece.title


# What a listener may call an instrument, and whose sound makes it true.
_TRUE_OF = {
    "banjo": ("banjo",), "fiddle": ("fiddle",), "violin": ("violin",), "cello": ("cello",), "harp": ("harp",),
    "trumpet": ("trumpet",), "trombone": ("trombone",), "tuba": ("tuba",), "saxophone": ("saxophone",),
    "clarinet": ("clarinet",), "oboe": ("oboe",), "bassoon": ("bassoon",), "flute": ("flute", "shakuhachi"),
    "accordion": ("accordion",), "harmonica": ("harmonica",), "sitar": ("sitar",), "koto": ("koto",),
    "kalimba": ("kalimba",), "marimba": ("marimba",), "vibraphone": ("vibraphone",), "xylophone": ("xylophone",),
    "glockenspiel": ("glockenspiel",), "celesta": ("celesta",), "harpsichord": ("harpsichord",), "organ": ("organ",),
    "choir": ("choir",), "timpani": ("timpani",), "taiko": ("taiko",), "bagpipes": ("bagpipes",),
    "music box": ("music box",), "steel drums": ("steel drums",), "pizzicato": ("pizzicato strings",),
    "guitar": ("guitar",), "piano": ("piano", "kalimba"), "double bass": ("double bass",),
}  # fmt: skip


def test_descriptions_name_only_what_sounds() -> None:
    for track in demo.catalogue():
        text, band = track.description.lower(), " / ".join(track.instruments)
        named = [word for word in _TRUE_OF if re.search(rf"\b{word}\b", text)]
        for word in named:
            assert any(name in band for name in _TRUE_OF[word]), f"{track.title}: {word} is not in {band}"
        assert track.title.lower() not in text
        assert len(text) > 40


def test_descriptions_do_not_come_from_one_mould() -> None:
    openings = Counter(" ".join(track.description.split()[:2]) for track in demo.catalogue())
    assert openings.most_common(1)[0][1] <= 6


def test_every_piece_is_played_by_its_cast_in_time() -> None:
    for piece in PIECES:
        stage = arrange.stage_for(piece)
        assert {part.instrument for part in stage.parts} == set(piece.cast), piece.title
        assert 20.0 <= arrange.length_s(stage) <= 40.0, piece.title


@pytest.mark.parametrize("name", sorted(TUNES))
def test_tunes_fill_their_bars_and_lie_in_their_key(name: str) -> None:
    """A bar that does not fit the metre raises; a wrong accidental shows as notes outside the scale."""
    found = tune(name)
    outside = [note for note in found.notes if note.pitch % 12 not in found.key.scale]
    assert len(outside) <= 0.25 * len(found.notes)
    assert max(n.pitch for n in found.notes) - min(n.pitch for n in found.notes) <= 32


def test_notation_reads_lengths_accidentals_ties_and_pickups() -> None:
    found = parse_tune('D|"G"F2=F3/2A/|(3ABcd2-|d4', parse_key("G major"), "4/4", "1/4")
    assert [n.pitch for n in found.notes] == [62, 66, 65, 69, 69, 71, 72, 74]  # F is sharp by the key
    assert [n.start for n in found.notes[:4]] == [-1.0, 0.0, 2.0, 3.5]
    assert found.notes[-1].length == 6.0
    assert found.notes[4].length == pytest.approx(2 / 3)
    assert found.chords[0][1].root == 7


def test_notation_refuses_a_bar_that_does_not_fit() -> None:
    with pytest.raises(ValueError, match="bar 2 has 3 beats"):
        parse_tune("C4|D3|E4|F4", parse_key("C major"), "4/4", "1/4")
    with pytest.raises(ValueError, match="unknown chord"):
        parse_chord("Hm7")


def test_voices_lead_smoothly() -> None:
    """I-vi-IV-V in close position: no voice needs to move more than a fourth."""
    previous = voicing(parse_chord("C"), 3, 60)
    for symbol in ("Am", "F", "G", "C"):
        following = voicing(parse_chord(symbol), 3, 60, previous)
        assert all(abs(a - b) <= 5 for a, b in zip(previous, following, strict=True))
        previous = following


def test_composed_tunes_come_home_and_keep_to_the_chords() -> None:
    found: Tune = compose("A test", parse_key("G major"), "G|Em|C|D7|G|Em|C D7|G", 4.0, "song")
    assert found.notes[-1].pitch % 12 == 7
    starts = [start for start, _ in found.chords]
    for note in found.notes:
        if note.length >= 1.5:
            chord = found.chords[max(i for i, s in enumerate(starts) if s <= note.start)][1]
            assert note.pitch % 12 in chord.tones
    assert found == compose("A test", parse_key("G major"), "G|Em|C|D7|G|Em|C D7|G", 4.0, "song")


def test_soundfont_player_plays_in_tune_louder_when_struck_harder_and_lets_notes_end() -> None:
    font = timgm()
    flute = font.play([Tone(0.0, 1.0, 69, 100)], 73, 0, 2.0).mean(axis=0)
    spectrum = np.abs(np.fft.rfft(flute[4410:40000] * np.hanning(35590), 1 << 18))
    hertz = np.argmax(spectrum) * SAMPLE_RATE / (1 << 18)
    assert hertz == pytest.approx(440, rel=0.01)
    loud, soft = (np.abs(font.play([Tone(0.0, 1.0, 60, v)], 0, 0, 1.0)).max() for v in (120, 40))
    assert loud > 3 * soft
    banjo = np.abs(font.play([Tone(0.0, 1.0, 60, 100)], 105, 0, 2.0)).mean(axis=0)
    assert banjo[35000:40000].mean() < 0.5 * banjo[500:5000].mean()  # plucked strings die away
    assert banjo[-4000:].mean() < 1e-3


SAMPLED = ["Oh! Susanna", "Something in the Cellar", "Glass Prelude", "Warehouse Arithmetic"]


@pytest.fixture(scope="module")
def rendered() -> dict[str, np.ndarray]:
    return {title: arrange.render(BY_TITLE[title]) for title in SAMPLED}


@pytest.mark.parametrize("title", SAMPLED)
def test_tracks_sound_throughout_without_clipping(title: str, rendered: dict[str, np.ndarray]) -> None:
    sound = rendered[title]
    assert sound.shape[0] == 2
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() <= 10 ** (-1 / 20)
    assert 20 * np.log10(mixing.weighted_rms(sound)) == pytest.approx(mixing.LOUDNESS_DB, abs=1.5)
    tenths = np.abs(sound).mean(axis=0)[: sound.shape[1] // 4410 * 4410].reshape(-1, 4410).mean(axis=1)
    silent = "".join(".x"[int(level < 0.002)] for level in tenths[:-20])
    assert "x" * 20 not in silent
    assert -0.2 < np.corrcoef(sound)[0, 1] < 0.999


def test_rendering_is_a_function_of_the_piece(rendered: dict[str, np.ndarray]) -> None:
    """Again, after other pieces have filled the player's memory in another order."""
    arrange.render(BY_TITLE["Hoecakes at Sunrise"])
    assert np.array_equal(arrange.render(BY_TITLE["Oh! Susanna"]), rendered["Oh! Susanna"])


@pytest.mark.parametrize("title", ["Oh! Susanna", "Something in the Cellar", "Thumb Piano Sunrise"])
def test_every_instrument_of_a_track_can_be_heard(title: str) -> None:
    piece: Piece = BY_TITLE[title]
    found = arrange.stems(arrange.stage_for(piece))
    whole = mixing.weighted_rms(np.sum([stem for _, stem in found], axis=0))
    for name, stem in found:
        assert 20 * np.log10(mixing.weighted_rms(stem) / whole) > -20, name


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> list[demo.DemoTrack]:
    """A library of two tracks, so that building takes a second."""
    two = demo._catalogue()[:2]
    monkeypatch.setattr(demo, "_catalogue", lambda: two)
    return list(two)


def test_build_resumes_and_rebuilds_only_what_is_missing(
    tmp_path: Path, small: list[demo.DemoTrack], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int, str]] = []
    assert demo.build(tmp_path, workers=1, progress=lambda *step: seen.append(step)) == small
    assert [step[:2] for step in seen] == [(1, 2), (2, 2)]
    facts = json.loads((tmp_path / "hark.json").read_text(encoding="utf-8"))["tracks"]
    assert facts[small[0].file]["title"] == small[0].title
    assert facts[small[0].file]["instruments"] == list(small[0].instruments)

    first, second = (tmp_path / track.file for track in small)
    kept = first.stat().st_mtime_ns
    second.unlink()
    made: list[int] = []
    real = demo.make
    monkeypatch.setattr(demo, "make", lambda folder, index: made.append(index) or real(folder, index))
    demo.build(tmp_path, workers=1)
    assert made == [1]
    assert first.stat().st_mtime_ns == kept
    assert not [p for p in tmp_path.iterdir() if p.name.endswith(".part")]

    monkeypatch.setattr(demo, "VERSION", "another")
    monkeypatch.setattr(demo, "make", lambda folder, index: made.append(index) or index)
    demo.build(tmp_path, workers=1)
    assert made == [1, 0, 1]  # the recipes have changed: everything anew


def test_a_first_dozen_of_all_styles_is_ready_before_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tracks = demo.catalogue()
    ready: list[set[str]] = []

    def make(folder: Path, index: int) -> int:
        (folder / tracks[index].file).touch()
        return index

    monkeypatch.setattr(demo, "make", make)
    demo.build(tmp_path, workers=1, ready=lambda: ready.append({path.name for path in tmp_path.glob("*.ogg")}))
    first = [track for track in tracks if track.file in ready[0]]
    assert len(first) == 12
    assert len({track.style for track in first}) >= 10
    assert [len(files) for files in ready] == [12, 48, 84, 120, 156, 192, 228]
    assert ready[-1] < {track.file for track in tracks}  # the caller itself indexes what comes last
    assert {track.file for track in tracks} == {path.name for path in tmp_path.glob("*.ogg")}


def test_an_interrupted_track_leaves_nothing_behind(
    tmp_path: Path, small: list[demo.DemoTrack], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(path: Path, sound: np.ndarray) -> None:
        path.write_bytes(b"half a file")
        raise KeyboardInterrupt

    monkeypatch.setattr(mixing, "write_ogg", cut_short)
    with pytest.raises(KeyboardInterrupt):
        demo.build(tmp_path, workers=1)
    assert not [p for p in tmp_path.iterdir() if p.suffix in (".ogg", ".part")]


def test_the_number_of_processes_does_not_change_a_sample(tmp_path: Path) -> None:
    import soundfile

    from data.demo.workers import share_out

    chosen = [index for index, piece in enumerate(PIECES) if piece.title in ("Oh! Susanna", "Glass Prelude")]
    alone, together = tmp_path / "alone", tmp_path / "together"
    alone.mkdir()
    together.mkdir()
    for index in reversed(chosen):
        demo.make(alone, index)
    assert sorted(share_out(together, chosen, 2)) == chosen
    for index in chosen:
        name = demo.catalogue()[index].file
        first, second = (soundfile.read(folder / name, dtype="float32")[0] for folder in (alone, together))
        assert np.array_equal(first, second)


def test_what_a_process_cannot_write_is_said_by_its_parent(tmp_path: Path) -> None:
    from data.demo.workers import share_out

    with pytest.raises(OSError, match="cannot be written"):
        list(share_out(tmp_path / "nowhere", [0], 1))


def test_a_process_that_dies_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from data.demo import workers

    monkeypatch.setattr(workers, "_CHILD", "raise SystemExit(3)")
    with pytest.raises(demo.UserError, match="stopped"):
        list(workers.share_out(tmp_path, [0, 1], 2))


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(demo.UserError, match="cannot be written"):
        demo.build(tmp_path / "file" / "library", workers=1)
