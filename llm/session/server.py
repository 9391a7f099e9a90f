"""Serve Streamlit's page, the sound, waveforms and covers of tracks, and the earlier turns of conversations.

`st.audio` keeps a whole file in memory for every player. Therefore the page has a player of its own, which reads sound
from the routes of this module. Only the page that this server has sent can use them: their addresses contain a token
that changes at every start, and the browser must state that the request has the same origin.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import UserError
from data.playing.rendition import Rendition, media_type

from .desk import Desk

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

HOSTS = ("127.0.0.1", "localhost", "[::1]")
MAX_CLIP_BYTES = 64 * 2**20  # as in `clips`
_TYPED, _KEY = 200, 5000  # most characters of a text that is completed, and of a path
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_HEADERS = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
_FRESH = {**_HEADERS, "Cache-Control": "no-store"}
_KEPT = {**_HEADERS, "Cache-Control": "private, max-age=86400"}


def serve(page: Path, port: int) -> None:
    """Serve the page at 127.0.0.1 until the process is told to end.

    Args:
        page: the Streamlit script.
        port: the port to listen on.
    """
    from streamlit.starlette import App

    App(page, routes=routes()).run(config={"server.port": port, "server.address": "127.0.0.1"})


def routes() -> list[BaseRoute]:
    """Return the routes of the player and of earlier turns, for addresses as in `Desk.sound_address`."""
    from starlette.routing import Route

    return [
        Route("/hark/{token}/sound/{track_id}", sound, methods=["GET", "HEAD"]),
        Route("/hark/{token}/waveform/{track_id}", waveform),
        Route("/hark/{token}/cover/{track_id}", cover),
        Route("/hark/{token}/turn/{conversation}/{number:int}", turn),
        Route("/hark/{token}/played/{track_id}", played, methods=["POST"]),
        Route("/hark/{token}/clip", clip, methods=["POST"]),
        Route("/hark/{token}/clip/{preview_id}", clip_sound),
        Route("/hark/{token}/names", names),
        Route("/hark/{token}/chosen", chosen, methods=["POST"]),
    ]


async def sound(request: Request) -> Response:
    """Send the file of a track, or the range of bytes that the request asks for.

    A format that browsers cannot play is decoded to WAV while it is sent. The same is done for any file if the query
    contains `decoded`.
    """
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import FileResponse

    desk = _desk(request)
    if desk is None:
        return _refusal(403)
    track = await run_in_threadpool(desk.track, request.path_params["track_id"])
    if track is None or not await run_in_threadpool(track.path.is_file):
        return _refusal(404)
    try:
        kind = None if "decoded" in request.query_params else await run_in_threadpool(media_type, track.path)
        if kind:
            return FileResponse(track.path, media_type=kind, headers=_FRESH)
        return _decoded(request, await run_in_threadpool(Rendition, track.path))
    except UserError:
        return _refusal(415)


async def waveform(request: Request) -> Response:
    """Send the loudness of a track in equal parts as bytes (`data.playing.waveform`); no bytes without sound."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import Response

    if (desk := _desk(request)) is None:
        return _refusal(403)
    outline = await run_in_threadpool(desk.waveform, request.path_params["track_id"])
    return Response(outline, media_type="application/octet-stream", headers=_KEPT if outline else _FRESH)


async def cover(request: Request) -> Response:
    """Send the cover of a track as a small JPEG; answer with status 204 if the track has no cover."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import Response

    if (desk := _desk(request)) is None:
        return _refusal(403)
    picture = await run_in_threadpool(desk.cover, request.path_params["track_id"])
    if picture is None:
        return Response(status_code=204, headers=_KEPT)
    return Response(picture, media_type="image/jpeg", headers=_KEPT)


async def turn(request: Request) -> Response:
    """Send an earlier turn of a conversation as JSON (`Desk.past`)."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import JSONResponse

    if (desk := _desk(request)) is None:
        return _refusal(403)
    values = await run_in_threadpool(desk.past, request.path_params["conversation"], request.path_params["number"])
    return _refusal(404) if values is None else JSONResponse(values, headers=_FRESH)


async def played(request: Request) -> Response:
    """Add a track that the page has played to the log of plays; answer with status 204, or 404 for an unknown track."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import Response

    if (desk := _desk(request)) is None:
        return _refusal(403)
    known = await run_in_threadpool(desk.add_play, request.path_params["track_id"])
    return Response(status_code=204, headers=_FRESH) if known else _refusal(404)


async def clip(request: Request) -> Response:
    """Take a clip in, and send what of it will be searched for, as JSON; an error that the user can mend has "error".

    The query has its file `name`. Nothing is stored but the preview, in memory.
    """
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import JSONResponse

    if (desk := _desk(request)) is None:
        return _refusal(403)
    sound = bytearray()
    async for piece in request.stream():
        sound += piece
        if len(sound) > MAX_CLIP_BYTES:
            return _refusal(413)
    try:
        made = await run_in_threadpool(desk.make_preview, request.query_params.get("name", ""), bytes(sound))
    except UserError as error:
        return JSONResponse({"error": f"{error.message} {error.hint}"}, headers=_FRESH)
    values = {"id": made.id, "start": made.start_s, "seconds": made.seconds, "outline": made.outline}
    return JSONResponse(values, headers=_FRESH)


async def clip_sound(request: Request) -> Response:
    """Send the preview of a clip as WAV."""
    from starlette.responses import Response

    if (desk := _desk(request)) is None:
        return _refusal(403)
    made = desk.preview(request.path_params["preview_id"])
    return Response(made.wav, media_type="audio/wav", headers=_FRESH) if made else _refusal(404)


async def names(request: Request) -> Response:
    """Send names of the library that complete the query `typed`, as JSON (`input.names.Offer`)."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import JSONResponse

    if (desk := _desk(request)) is None:
        return _refusal(403)
    typed = request.query_params.get("typed", "")[-_TYPED:]
    try:
        offers = await run_in_threadpool(desk.completion.offers, typed)
    except UserError:  # there is no library yet
        offers = []
    return JSONResponse([asdict(offer) for offer in offers], headers=_FRESH)


async def chosen(request: Request) -> Response:
    """Remember which artist, album, track or folder a name in the input means; 404 if the library lacks it."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import Response

    if (desk := _desk(request)) is None:
        return _refusal(403)
    asked = [request.query_params.get(name, "")[:_KEY] for name in ("kind", "name", "key")]
    try:
        known = await run_in_threadpool(desk.completion.choose, *asked)
    except UserError:
        known = False
    return Response(status_code=204, headers=_FRESH) if known else _refusal(404)


def _desk(request: Request) -> Desk | None:
    """Return the desk whose page sent a request; None if the request has another origin or an invalid token."""
    host = request.headers.get("host", "")
    if re.sub(r":\d+$", "", host) not in HOSTS:  # another name for this address: DNS rebinding
        return None
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return None
    if request.headers.get("origin", f"http://{host}") not in (f"http://{host}", f"https://{host}"):
        return None
    return Desk.served(request.path_params["token"])


def _refusal(status: int) -> Response:
    from starlette.responses import PlainTextResponse

    texts = {403: "Not for you.", 404: "Not here.", 413: "Too large.", 415: "Not readable.", 416: "Not in this file."}
    return PlainTextResponse(texts[status], status, headers=_FRESH)


def _decoded(request: Request, rendition: Rendition) -> Response:
    """Send a sound file decoded to WAV, or the range of bytes that the request asks for."""
    from starlette.responses import Response, StreamingResponse

    size = rendition.size
    headers = {**_FRESH, "Accept-Ranges": "bytes"}
    status, start, stop = 200, 0, size
    if found := _RANGE.fullmatch(request.headers.get("range", "").strip()):
        first, last = found.groups()
        if first:
            start, stop = int(first), min(int(last) + 1, size) if last else size
        elif last:
            start = max(size - int(last), 0)
        if start >= stop or not (first or last):
            return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
        status = 206
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    headers["Content-Length"] = str(stop - start)
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type="audio/wav")
    return StreamingResponse(_pieces(rendition, start, stop), status, headers, media_type="audio/wav")


async def _pieces(rendition: Rendition, start: int, stop: int) -> AsyncIterator[bytes]:
    """Yield bytes of a decoded sound file; silence replaces parts that cannot be decoded.

    The decoder is closed as soon as the browser ends the request, without waiting for garbage collection.
    """
    from starlette.concurrency import run_in_threadpool

    sent, pieces = 0, rendition.read(start, stop)
    try:
        while piece := await run_in_threadpool(next, pieces, b""):
            sent += len(piece)
            yield piece
    except UserError:  # the file has gone since the headers were sent, which promise this many bytes
        while sent < stop - start:
            piece = bytes(min(2**16, stop - start - sent))
            sent += len(piece)
            yield piece
    finally:
        pieces.close()
