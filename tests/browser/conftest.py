"""Start `hark app` on a small library, and open its page in Chromium."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import numpy as np
import pytest
import soundfile

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",  # a microphone that beeps
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip
PIECES = (  # title, artist, style, instruments, tempo, key
    ("Cripple Creek", "Traditional", "bluegrass", ["banjo", "fiddle"], 132, "G major"),
    ("Cluck Old Hen", "Traditional", "bluegrass", ["banjo", "double bass"], 120, "A minor"),
    ("Night Watch", "Hark", "underscore", ["strings", "choir"], 60, "D minor"),
    ("Maple Leaf Rag", "Scott Joplin", "ragtime", ["piano"], 104, "A major"),
    ("Greensleeves", "Traditional", "folk", ["acoustic guitar", "flute"], 90, "A minor"),
    ("Air", "Johann Sebastian Bach", "baroque", ["violin", "harpsichord"], 66, "D major"),
    ("![x](http://evil.test/a.png) <img src=http://evil.test/b.png onerror=alert(1)>", "www.evil.test",
     ":material/home: $x^2$", ["banjo"], 84, "C major"),
    ("**bold** `code` [link](http://evil.test) :red[hot] # head", "[1] me@evil.test",
     "~~gone~~", ["banjo"], 70, "E minor"),
)  # fmt: skip


def missing(what: str) -> None:
    """Skip a test whose tool is not installed. In CI, where it should be installed, let the test fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must drive the page")
    pytest.skip(f"{what} is missing; the page is not driven in a browser")


@pytest.fixture(scope="session")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of plucked tunes that outlast any test, with a `hark.json` that states their facts."""
    folder = tmp_path_factory.mktemp("music")
    facts = {}
    rate = 22_050
    for i, (title, artist, style, instruments, tempo, key) in enumerate(PIECES):
        rng = np.random.default_rng(i)
        sound = np.zeros(rate * 45, dtype=np.float32)
        step = 30 / tempo
        for n in range(int(43 / step)):
            at, pitch = int(n * step * rate), 220 * 2 ** (rng.choice([0, 2, 4, 7, 9, 12]) / 12)
            t = np.arange(min(rate, len(sound) - at)) / rate
            sound[at : at + len(t)] += (
                0.2 * np.exp(-4 * t) * (np.sin(2 * np.pi * pitch * t) + 0.4 * np.sin(4 * np.pi * pitch * t))
            )
        soundfile.write(folder / f"{i}.flac", sound, rate)
        facts[f"{i}.flac"] = {
            "title": title, "artist": artist, "album": "Tests", "style": style, "instruments": instruments,
            "tempo_bpm": tempo, "key": key,
        }  # fmt: skip
    (folder / "hark.json").write_text(json.dumps({"about": "made by a test", "tracks": facts}))
    return folder


@pytest.fixture(scope="session")
def indexed(pieces: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a library of these tunes, indexed with the encoder that ships."""
    from retrieval.indexing.folders import index_folder

    home = tmp_path_factory.mktemp("library")
    assert index_folder(home, pieces, workers=1).added == len(PIECES)
    return home


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """Yield a function that starts the page for a library's folder and returns the page's address."""
    running = []

    def start(home: Path, **env: str) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        env = {"OLLAMA_HOST": "127.0.0.1:9", **env}  # port 9 discards: nobody listens
        app = subprocess.Popen(
            [sys.executable, "-m", "llm.cli", "app", "--port", str(port)],
            cwd=ROOT, env={**os.environ, "HARK_HOME": str(home), **env},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        running.append(app)
        address = f"http://127.0.0.1:{port}"
        for _ in range(600):
            try:
                urlopen(f"{address}/_stcore/health", timeout=1).close()
                return address
            except (URLError, OSError):
                assert app.poll() is None, "streamlit did not start"
                time.sleep(0.1)
        raise AssertionError("streamlit did not answer within a minute")

    yield start
    for app in running:
        app.terminate()
    for app in running:
        app.wait(10)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Yield one browser for all tests."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright")
    if not CHROMIUM:
        missing("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


GONE = re.compile(r" 404 .* http://127\.0\.0\.1:\d+/hark/[\w-]+/sound/")


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Yield a function that opens a page of a given size at an address.

    After the test, the page must have sent no request to another host and logged no error. Only the sound of a file
    that the test has deleted may be missing.
    """
    seen: list[str] = []
    wrong: list[str] = []
    contexts = []

    def open_page(address: str, size: tuple[int, int] = (1440, 900), scheme: str = "light") -> Any:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: seen.append(request.url))
        page.on("console", lambda m: wrong.append(f"{m.text} {m.location['url']}") if m.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.set_default_timeout(60_000)  # a busy machine is not a broken page
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    elsewhere = [url for url in seen if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))]
    assert not elsewhere, "the page asked another host"
    assert not [complaint for complaint in wrong if not GONE.search(complaint)], "the console has errors"
