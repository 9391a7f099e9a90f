"""Test that the server sends ranges of sound files to this library's page and to nobody else."""

from __future__ import annotations

import io
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import httpx
import numpy as np
import pytest
import soundfile
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data.playing.waveform import POINTS
from llm.session.desk import Desk
from llm.session.server import routes
from retrieval.indexing.folders import index_folder
from tests.keyword_encoder import KeywordEncoder, tone
from tests.waiting import until

ROOT = Path(__file__).parents[3]
RATE = 16_000


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def desk(keyword: KeywordEncoder, home: Path, music: Path) -> Iterator[Desk]:
    """Yield a desk with four WAV files and a file in a format that no browser plays."""
    with av.open(str(music / "packed.wv"), "w") as file:
        stream = file.add_stream("wavpack", rate=RATE, layout="mono")
        stream.format = "s16p"  # type: ignore[attr-defined]
        sound = (tone("high", 12.0) * 32767).astype(np.int16)
        for start in range(0, len(sound), 4096):
            frame = av.AudioFrame.from_ndarray(sound[None, start : start + 4096], format="s16p", layout="mono")
            frame.sample_rate = RATE
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    index_folder(home, music)
    opened = Desk(home)
    yield opened
    opened.close()


@pytest.fixture
def page(desk: Desk) -> TestClient:
    """Return a client that sends requests as the page's player does: same origin, and the address of the page."""
    headers = {"Sec-Fetch-Site": "same-origin"}
    return TestClient(Starlette(routes=routes()), base_url="http://127.0.0.1:8501", headers=headers)


def named(desk: Desk, title: str) -> Any:
    found = desk.command(f"play {title}", "")
    assert found is not None
    return found["list"][0]


def address(desk: Desk, title: str, what: str = "sound") -> str:
    return f"{desk.sound_address}{what}/{named(desk, title)['id']}"


def samples(wav: bytes) -> np.ndarray:
    return soundfile.read(io.BytesIO(wav))[0]


@pytest.mark.parametrize("query", ["", "?decoded"])
def test_ranges_from_the_first_byte_to_outside_the_file(desk: Desk, page: TestClient, music: Path, query: str) -> None:
    place = address(desk, "Low One") + query
    whole = page.get(place)
    assert whole.status_code == 200
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["content-type"] in ("audio/wav", "audio/x-wav")
    if not query:
        assert whole.content == (music / "Ann - Low One.wav").read_bytes()
    size = len(whole.content)
    for asked, start, stop in (
        ("bytes=0-", 0, size), ("bytes=0-99", 0, 100), ("bytes=1001-2002", 1001, 2003),
        (f"bytes={size // 2}-{size * 9}", size // 2, size), ("bytes=-500", size - 500, size),
    ):  # fmt: skip
        part = page.get(place, headers={"Range": asked})
        assert part.status_code == 206, asked
        assert part.content == whole.content[start:stop], asked
        assert part.headers["content-range"] == f"bytes {start}-{stop - 1}/{size}"
    outside = page.get(place, headers={"Range": f"bytes={size}-"})
    assert outside.status_code == 416
    assert outside.headers["content-range"].endswith(f"*/{size}") or outside.headers["content-range"] == f"*/{size}"
    head = page.head(place)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(size))


def test_a_format_that_browsers_cannot_play_arrives_as_sound(desk: Desk, page: TestClient) -> None:
    whole = page.get(address(desk, "packed"))
    assert whole.headers["content-type"] == "audio/wav"
    heard = samples(whole.content)
    assert np.abs(heard - tone("high", 12.0)[: len(heard)]).max() < 0.001
    assert len(heard) == 12 * RATE
    later = page.get(address(desk, "packed"), headers={"Range": f"bytes={44 + 2 * 7 * RATE}-"})
    assert later.content == whole.content[44 + 2 * 7 * RATE :]


def test_a_header_states_what_follows_even_of_ten_hours(
    desk: Desk, page: TestClient, music: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as long:
        long.setattr("data.files.reader.SoundFile._length", lambda *_: 36_000.0 * 3)
        head = page.head(address(desk, "packed"))
        size = int(head.headers["content-length"])
        begin = page.get(address(desk, "packed"), headers={"Range": "bytes=0-43"}).content
        end = page.get(address(desk, "packed"), headers={"Range": f"bytes={size - 100}-"})
    assert struct.unpack_from("<I", begin, 40)[0] == size - 44 < 2**32
    assert end.content == bytes(100), "what the file lacks is silence"


def test_nobody_else_gets_anything(desk: Desk, page: TestClient) -> None:
    place = address(desk, "Low One")
    track = place.rpartition("/")[2]
    for wrong in ("x", "", desk.sound_address.split("/")[2][:-1]):
        assert page.get(f"/hark/{wrong}/sound/{track}").status_code in (403, 404)
    for kind in ("sound", "waveform", "cover"):
        mine = place.replace("sound", kind)
        for headers in (
            {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"},
            {"Origin": "http://evil.test"}, {"Origin": "null"}, {"Host": "evil.test"}, {"Host": "evil.test:8501"},
        ):  # fmt: skip
            refused = page.get(mine, headers=headers)
            assert refused.status_code == 403, headers
            assert "Low" not in refused.text
    assert page.get(place, headers={"Origin": "http://127.0.0.1:8501"}).status_code == 200


def test_only_tracks_of_the_library_have_sound(desk: Desk, page: TestClient, music: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.wav").write_bytes((music / "Ann - Low One.wav").read_bytes())
    base = desk.sound_address
    for unknown in ("0000000000000000", "..%2f..%2fsecret.wav", str(tmp_path / "secret.wav"), "%00"):
        assert page.get(f"{base}sound/{unknown}").status_code == 404
        assert page.get(f"{base}waveform/{unknown}").content in (b"", b"Not Found")
    (music / "Ann - Low One.wav").rename(tmp_path / "moved.wav")
    assert page.get(f"{base}sound/{named(desk, 'Low One')['id']}").status_code == 404


def test_a_file_that_has_become_empty_or_a_pipe_is_refused_calmly(desk: Desk, page: TestClient, music: Path) -> None:
    place = address(desk, "Low One")
    (music / "Ann - Low One.wav").write_bytes(b"")
    assert page.get(place).status_code == 415
    assert page.get(place, headers={"Range": "bytes=0-"}).status_code == 415
    assert page.get(place.replace("sound", "waveform")).content == b""
    (music / "Ann - Low One.wav").unlink()
    os.mkfifo(music / "Ann - Low One.wav")
    assert page.get(place).status_code == 404


def test_outlines_are_drawn_once_and_covers_are_sent(desk: Desk, page: TestClient, music: Path, home: Path) -> None:
    place = address(desk, "Low One", "waveform")
    outline = page.get(place).content
    assert len(outline) == POINTS
    assert max(outline) == 255
    (music / "Ann - Low One.wav").chmod(0o644)
    kept = next((home / "waveforms").iterdir())
    kept.write_bytes(bytes(POINTS))
    assert page.get(place).content == bytes(POINTS)
    assert page.get(address(desk, "Low One", "cover")).status_code == 204


def test_earlier_turns_are_sent_as_they_were(desk: Desk, page: TestClient) -> None:
    talk = desk.ask("something low")
    assert talk.job is None or talk.job.wait(60)
    sent = page.get(f"{desk.sound_address}turn/{talk.token}/0").json()
    assert sent["request"] == "something low"
    assert sent["rows"]["rows"][0]["title"] == "Low One"
    assert any(part == 1 for part in sent["answer"])
    assert sent["by"] == "", "the sidebar says who answers"
    for gone in (f"{talk.token}/1", "hunknown12345/0", "..%2f..%2fx/0"):
        assert page.get(f"{desk.sound_address}turn/{gone}").status_code == 404
    assert (
        page.get(f"{desk.sound_address}turn/{talk.token}/0", headers={"Origin": "http://evil.test"}).status_code == 403
    )


def test_another_start_has_another_address(desk: Desk, home: Path) -> None:
    later = Desk(home)
    assert later.sound_address != desk.sound_address
    later.close()


def test_ending_hark_app_frees_its_port(library: Any, home: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "llm.cli", "--library", str(home), "app", "--port", str(port)]
    app = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def answers(path: str) -> int | None:
        try:
            return int(httpx.get(f"http://127.0.0.1:{port}{path}").status_code)
        except httpx.TransportError:
            assert app.poll() is None
            return None

    until(lambda: answers("/_stcore/health") == 200)
    assert answers("/hark/wrong/sound/0") == 403, "the routes are there, and not Streamlit's page"
    app.terminate()
    app.wait(30)
    with socket.socket() as again:
        again.bind(("127.0.0.1", port))


def test_a_play_is_logged_for_the_own_page_only(desk: Desk, page: TestClient) -> None:
    track = desk._library().tracks()[0]
    address = f"{desk.sound_address}played/{track.track_id}"
    assert page.post(address).status_code == 204
    assert page.post(f"{desk.sound_address}played/nothing").status_code == 404
    assert page.get(address).status_code == 405
    assert page.post(address, headers={"Origin": "http://elsewhere.example"}).status_code == 403
    assert page.post(address.replace(desk.sound_address, "/hark/guessed/")).status_code == 403
    assert desk.play_count() == 1
    desk.clear_plays()
    assert desk.play_count() == 0


def test_names_are_completed_and_remembered_for_the_own_page_only(desk: Desk, page: TestClient) -> None:
    where = desk.sound_address
    (offer,) = page.get(f"{where}names", params={"typed": "like low o"}).json()
    assert (offer["kind"], offer["name"], offer["insert"]) == ("track", "Low One", "“Low One” ")
    chosen = {name: offer[name] for name in ("kind", "name", "key")}
    assert page.post(f"{where}chosen", params=chosen).status_code == 204
    assert page.post(f"{where}chosen", params={**chosen, "key": "no such id"}).status_code == 404
    assert page.get("/hark/guessed/names", params={"typed": "like low"}).status_code == 403
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert page.post(f"{where}chosen", params=chosen, headers=elsewhere).status_code == 403


def test_a_clip_is_heard_before_it_is_searched_for(desk: Desk, page: TestClient) -> None:
    file = io.BytesIO()
    soundfile.write(file, np.concatenate([np.zeros(RATE, dtype=np.float32), tone("high")]), RATE, format="FLAC")
    where = desk.sound_address
    made = page.post(f"{where}clip", params={"name": "hum.flac"}, content=file.getvalue()).json()
    assert made["seconds"] == pytest.approx(2.1, abs=0.05)
    assert made["start"] == pytest.approx(0.9, abs=0.05)
    heard = page.get(f"{where}clip/{made['id']}")
    assert heard.headers["content-type"] == "audio/wav"
    assert len(samples(heard.content)) == pytest.approx(2.1 * 24_000, rel=0.03)
    broken = page.post(f"{where}clip", params={"name": "hum.flac"}, content=b"no sound").json()
    assert "not a sound file" in broken["error"]
    assert page.get(f"{where}clip/unknown").status_code == 404
    assert page.post("/hark/guessed/clip", params={"name": "a.wav"}, content=b"x").status_code == 403
