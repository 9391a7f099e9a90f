"""Make the library and the conversation of an earlier Hark in this folder, which today's Hark must open.

Run it with the earlier version's code, of commit d67bb10, and write access to /music:

    cd CHECKOUT && PYTHONPATH=. .venv/bin/python .../tests/earlier/make.py .../tests/earlier
"""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import soundfile

from data.scan import Patterns
from llm.assistant import Assistant, Done
from llm.clips import WithClips, keep, plan_for
from llm.conversation import Conversation
from llm.threads import Threads
from models import registry
from retrieval.indexing import index_folder
from retrieval.library import Library
from tests.keyword_encoder import tone

HERE, MUSIC = Path(sys.argv[1]).resolve(), Path("/music")
FACTS = {
    "low.wav": {"title": "Low", "artist": "Ann", "instruments": ["banjo"], "style": "folk", "key": "D dorian"},
    "middle.wav": {"title": "Middle", "artist": "Bob", "instruments": ["piano"], "mood": ["calm"], "tempo_bpm": 80},
    "high.wav": {"title": "High", "artist": "Ann", "instruments": ["banjo", "drums"], "tempo_bpm": 140, "year": 1959},
    "shrill.wav": {"title": "Shrill", "instruments": ["flute"], "key": "A minor"},
}

registry.ENCODERS["keyword"] = ("tests.keyword_encoder", "KeywordEncoder")
home = HERE / "library"
shutil.rmtree(home, ignore_errors=True)
MUSIC.mkdir()
try:
    for name in FACTS:
        soundfile.write(MUSIC / name, tone(name.removesuffix(".wav"), 3.0), 16_000)
    soundfile.write(MUSIC / "left out.flac", tone("low"), 16_000)
    (MUSIC / "broken.wav").write_bytes(b"not a sound")
    (MUSIC / "hark.json").write_text(json.dumps({"tracks": FACTS}))
    index_folder(home, MUSIC, encoder_name="keyword", workers=0, patterns=Patterns(exclude=("*.flac",)))
    library = Library(home)
    assistant = Assistant(WithClips(library, home / "clips", lambda: library.encoder))
    past = Conversation()
    for say in ("a song with a banjo", "slower, without drums", "which of these are in a minor key?", "undo"):
        *_, done = assistant.respond(say, past)
        assert isinstance(done, Done)
        past.add(done.turn)
    clip = HERE / "clip.wav"
    soundfile.write(clip, np.asarray(tone("high")), 16_000)
    plan = plan_for(keep(home / "clips", clip.name, clip.read_bytes(), library.encoder), clip.name, "")
    *_, done = assistant.respond(plan.request, past, plan=plan)
    past.add(done.turn)
    clip.unlink()
    Threads(home / "threads").write("earlier-thread", "Banjos", past)
    library.close()
finally:
    shutil.rmtree(MUSIC)
for path in (*home.glob("*.lock"), *home.glob("concepts-*")):  # derived
    path.unlink()
