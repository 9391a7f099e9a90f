"""Render training clips from composed pieces: play each instrument alone, alter it, mix all, compute log-mels.

A clip is one window. Each of its instruments uses one of the given soundfonts (.sf2, or a TiMidity configuration,
.cfg). To shift its formants, the instrument is rendered at another pitch and resampled back, which changes only the
timbre. It is then equalised, brought to a random level and added to the mix. Reverberation, compression, noise and band
limits are applied to the mix. The labels are the instruments that are audible in the window.

    python -m models.training.render --out DIR --soundfonts A.sf2 B.sf2 --shards 30 --seed 1

The results are DIR/NAME-SEED-K.npz, with `mel` uint8 (n, frames, bands), and .json files with the facts of each clip.
With `--yamnet MODEL.tflite`, the .npz files also hold the class scores of YAMNet as `teacher` float16 (n, classes).
"""

from __future__ import annotations

import argparse
import itertools
import json
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.demo.soundfont import SAMPLE_RATE as FONT_RATE
from data.demo.soundfont import SoundFont, Tone
from models.encoder import resample
from models.encoders.compact import SAMPLE_RATE, WINDOW_SAMPLES, log_mel

from .compose import Part, Piece, compose, solo
from .instruments import BY_NAME, KITS
from .patches import Font, PatchSet
from .sampler import sampled

Wave = NDArray[np.float32]
LEAD_IN_S = 1.6  # seconds; a window starts at a random time up to this
SHIFTS = (-2, -1, 0, 0, 0, 1, 2)  # semitones of formant shift; more would make a violin sound like a viola
AUDIBLE_DB = -26.0  # dB; an instrument this far below the mix is not labelled
_fonts: dict[str, Font] = {}


def _font(path: str) -> Font:
    """Load a soundfont or patch set, once per process."""
    if path not in _fonts:
        _fonts[path] = PatchSet(Path(path)) if path.endswith(".cfg") else SoundFont(Path(path))
    return _fonts[path]


def stem(part: Part, font: str, shift: int, seconds: float) -> Wave:
    """Render one part alone as mono samples (seconds * SAMPLE_RATE,); all zeros if the soundfont lacks the instrument.

    The demo library's soundfont player is used, because the player of symusic ignores velocity, decay and release:
    a banjo would sustain like an organ.
    """
    held = _font(font)
    bank = 128 if part.drums else 0
    program = part.program
    if part.drums and not held.has(program, bank) and program not in (24, 25, 40):
        program = 0  # standard kits are interchangeable; drum machines and brushes are not
    shift = 0 if part.drums else shift
    stretch = 2 ** (-shift / 12)  # factor by which playback is slower
    tones = [
        Tone(start * stretch, max(length, 0.03) * stretch, min(127, max(0, pitch + shift)), min(127, max(1, velocity)))
        for start, length, pitch, velocity in part.notes
        if start < seconds
    ]
    wave = np.zeros(int(seconds * SAMPLE_RATE), dtype=np.float32)
    if not tones or not held.has(program, bank):
        return wave
    sound = held.play(tones, program, bank, seconds * stretch).mean(axis=0)
    sound = resample(sound, FONT_RATE, round(SAMPLE_RATE / stretch))
    n = min(wave.size, sound.size)
    wave[:n] = sound[:n]
    return wave


def _tone(rng: Random, n: int, depth_db: float) -> NDArray[np.float32]:
    """Return the gains (n,) of a smooth random equaliser for the n bins of a real FFT."""
    octaves = np.log2(np.maximum(1.0, np.arange(n) * (SAMPLE_RATE / 2) / n) / 60.0)
    knots = np.array([rng.gauss(0, depth_db) for _ in range(9)])
    gains: NDArray[np.float32] = (10 ** (np.interp(octaves, np.arange(9), knots) / 20)).astype(np.float32)
    return gains


def _room(rng: Random) -> Wave:
    """Return a random impulse response of a room: the direct sound, then noise that becomes quieter and duller."""
    decay = rng.uniform(0.15, 2.2)  # seconds until -60 dB
    n = int(min(decay, 1.6) * SAMPLE_RATE)
    noise = np.random.default_rng(rng.randrange(2**31)).standard_normal(n).astype(np.float32)
    tail = noise * np.exp(-6.9 * np.arange(n) / (decay * SAMPLE_RATE), dtype=np.float32)
    tail[: int(rng.uniform(0.002, 0.03) * SAMPLE_RATE)] = 0
    tail = np.convolve(tail, np.ones(k := rng.choice((1, 2, 3, 5)), dtype=np.float32) / k, mode="same")
    tail *= rng.uniform(0.1, 0.9) / (np.sqrt((tail**2).sum()) + 1e-9)
    tail[0] = 1.0
    return tail.astype(np.float32)


def mix(
    rng: Random, piece: Piece, shifts: dict[str, int], augment: bool = True, poor: bool = False
) -> tuple[Wave, list[str]] | None:
    """Render one window of a piece: play each part alone, bring it to a random level, and add the parts.

    Args:
        rng: makes all random choices.
        piece: to render.
        shifts: for each available soundfont, the largest shift of the formants.
        augment: whether to shift formants and to alter the mix with `shape`.
        poor: whether to play each pitched instrument from a single note, as cheap samplers do (`sampler`).

    Returns:
        (samples (WINDOW_SAMPLES,), labels of the instruments that are audible); None if the window is silent.
    """
    fonts = list(shifts)
    seconds = WINDOW_SAMPLES / SAMPLE_RATE + LEAD_IN_S
    offset = rng.randrange(int(LEAD_IN_S * SAMPLE_RATE)) if rng.random() < 0.8 else 0
    one = rng.choice(fonts)
    scattered = rng.random() < 0.3
    stems: list[tuple[str, Wave]] = []
    for part in piece.parts:
        font = rng.choice(fonts) if scattered else one
        if poor and not part.drums:
            whole = sampled(rng, part, [_font(f) for f in fonts], seconds)
        else:
            whole = stem(part, font, shifts[font] if augment else 0, seconds)
        wave = whole[offset : offset + WINDOW_SAMPLES]
        peak = float(np.abs(wave).max())
        level = float(np.sqrt(np.mean(wave**2))) if peak < 100 else 0.0
        if not level > 1e-4:  # silence, or numerical overflow in a synthesiser
            continue
        gain = {"M": rng.uniform(-3, 2), "drums": rng.uniform(-8, 2)}.get(part.role, rng.uniform(-9, 0))
        stems.append((part.label, wave * (10 ** (gain / 20) * 0.1 / level)))
    if not stems:
        return None
    total = np.sum([w for _, w in stems], axis=0)
    energy = float(np.mean(total**2)) + 1e-12
    heard = [label for label, w in stems if 10 * np.log10(float(np.mean(w**2)) / energy + 1e-12) > AUDIBLE_DB]
    if augment:
        total = shape(rng, total)
    return total.astype(np.float32), heard


def shape(rng: Random, wave: Wave) -> Wave:
    """Apply reverberation, equaliser, band limits, compression and noise, each with some probability."""
    size = 216_000  # at least window + tail, and fast to transform
    spectrum = np.fft.rfft(wave, size)
    if rng.random() < 0.5:
        room = _room(rng)
        spectrum *= np.fft.rfft(room, size)
    if rng.random() < 0.5:
        spectrum *= _tone(rng, spectrum.size, rng.uniform(1, 4))
    if rng.random() < 0.2:
        cut = rng.uniform(3500, 14000) / (SAMPLE_RATE / 2) * spectrum.size
        spectrum /= np.sqrt(1 + (np.arange(spectrum.size) / cut) ** 16)
    wave = np.fft.irfft(spectrum, size)[: wave.size].astype(np.float32)
    peak = float(np.abs(wave).max()) + 1e-9
    if rng.random() < 0.35:
        drive = rng.uniform(1, 4) / peak
        wave = np.tanh(wave * drive) / drive
    if rng.random() < 0.3:
        noise = np.random.default_rng(rng.randrange(2**31)).standard_normal(wave.size).astype(np.float32)
        wave = wave + noise * float(np.sqrt(np.mean(wave**2))) * 10 ** (rng.uniform(-55, -25) / 20)
    return (wave * (rng.uniform(0.2, 0.95) / peak)).astype(np.float32)


def describe(piece: Piece, heard: list[str]) -> dict[str, Any]:
    """Return the facts of a clip that captions may state."""
    roles = {p.label: p.role for p in piece.parts}
    return {
        "instruments": heard,
        "roles": [roles[h] for h in heard],
        "style": piece.style,
        "moods": piece.moods,
        "tempo": round(piece.tempo),
        "scale": piece.scale,
        "articulation": piece.articulation,
    }


def main() -> None:
    """Read the command line, render clips, and write them as shards."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", default="train")
    parser.add_argument("--soundfonts", nargs="+", required=True)
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--size", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--yamnet", type=Path)
    parser.add_argument("--solos", action="store_true", help="one player each, every instrument in turn: for mixing")
    parser.add_argument("--poor", action="store_true", help="pitched players of one note each, or of no soundfont")
    parser.add_argument("--ensemble", action="store_true", help="2-4 players, no style, no shaping: for measuring")
    args = parser.parse_args()
    teacher = None
    if args.yamnet:
        from .teacher import Yamnet

        teacher = Yamnet(args.yamnet)
    args.out.mkdir(parents=True, exist_ok=True)
    for shard in range(args.first, args.first + args.shards):
        rng = Random(args.seed * 100_003 + shard)
        target = args.out / f"{args.name}-{args.seed}-{shard:03d}.npz"
        if target.exists():
            continue
        shifts = {font: rng.choice(SHIFTS) for font in args.soundfonts}
        waves: list[Wave] = []
        mels: list[NDArray[np.uint8]] = []
        facts: list[dict[str, Any]] = []
        scores: list[NDArray[np.float16]] = []
        players = [*BY_NAME, *KITS]
        rng.shuffle(players)
        for turn in itertools.count():
            if len(facts) == args.size:
                break
            alone = players[turn % len(players)] if args.solos else ""
            if args.solos:
                shifts = {font: rng.choice(SHIFTS) for font in args.soundfonts}
            seconds = WINDOW_SAMPLES / SAMPLE_RATE + LEAD_IN_S
            piece = solo(rng, alone, seconds) if alone else compose(rng, seconds)
            if args.ensemble and (piece.style or piece.moods or not 2 <= len(piece.parts) <= 4):
                continue
            clip = mix(rng, piece, shifts, not args.ensemble, args.poor)
            if clip is None:
                continue
            wave, heard = clip
            if len(heard) < (2 if args.ensemble else 1):
                continue
            waves.append(wave)
            facts.append(describe(piece, heard) | ({"kit": alone} if alone in KITS else {}))
            if teacher:
                scores.append(teacher.scores(wave, SAMPLE_RATE).astype(np.float16))
            if len(waves) == 20 or len(facts) == args.size:
                mels.append(np.round(log_mel(np.stack(waves)) * 255).astype(np.uint8))
                waves = []
        arrays: dict[str, Any] = {"mel": np.concatenate(mels)} | ({"teacher": np.stack(scores)} if scores else {})
        np.savez(target.with_suffix(".tmp.npz"), **arrays)
        target.with_suffix(".json").write_text(json.dumps(facts))
        target.with_suffix(".tmp.npz").rename(target)
        print(target.name, flush=True)


if __name__ == "__main__":
    main()
