"""Play patch sets of the Gravis Ultrasound kind, such as freepats, through TiMidity++.

They serve to evaluate the encoder on sounds that were not used in training. An instrument without a patch is silent.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.demo.soundfont import SAMPLE_RATE, SoundFont, Tone
from data.errors import UserError

_ENTRY = re.compile(r"\s+(\d+)\s+\S+\.pat")
_PERCUSSION = 128  # the bank of drum kits in SoundFont 2


class PatchSet:
    """A TiMidity configuration with the interface of `data.demo.soundfont.SoundFont`."""

    def __init__(self, config: Path) -> None:
        """Read a configuration and find the MIDI programs that have a patch.

        Raises:
            UserError: TiMidity++ is not installed.
        """
        command = shutil.which("timidity")
        if command is None:
            raise UserError(f"TiMidity++ plays {config.name} and is not installed.", "apt install timidity")
        self._command = [command, "-c", str(config), "-Ow", "-s", str(SAMPLE_RATE)]
        self._programs: set[int] = set()
        drums = False
        for line in config.read_text(encoding="utf-8").splitlines():
            drums = line.startswith("drumset") or (drums and not line.startswith("bank"))
            if not drums and (entry := _ENTRY.match(line)):
                self._programs.add(int(entry[1]))

    def has(self, program: int, bank: int) -> bool:
        """Return whether a MIDI program has a patch. Of drum kits, only the standard kit has one."""
        return program == 0 if bank == _PERCUSSION else program in self._programs

    def play(self, tones: Sequence[Tone], program: int, bank: int, length_s: float) -> NDArray[np.float32]:
        """Render the notes of one instrument as (2, n) samples at `SAMPLE_RATE`; cut them after `length_s` seconds."""
        import pretty_midi
        import soundfile

        score = pretty_midi.PrettyMIDI(resolution=960)
        player = pretty_midi.Instrument(program, is_drum=bank == _PERCUSSION)
        player.notes = [pretty_midi.Note(t.velocity, round(t.key), t.start_s, t.start_s + t.length_s) for t in tones]
        score.instruments.append(player)
        with tempfile.TemporaryDirectory() as folder:
            notes, sound = Path(folder, "notes.mid"), Path(folder, "sound.wav")
            score.write(str(notes))
            subprocess.run([*self._command, "-o", str(sound), str(notes)], check=True, capture_output=True)
            wave = soundfile.read(sound, dtype="float32", always_2d=True)[0].T
        out = np.zeros((2, int(length_s * SAMPLE_RATE)), dtype=np.float32)
        n = min(out.shape[1], wave.shape[1])
        out[:, :n] = wave[:, :n]
        return out


Font = SoundFont | PatchSet
