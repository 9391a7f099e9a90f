"""Read all tags of a sound file and map each format's tag names to common field names.

mutagen reads ID3, Vorbis comments, APEv2, MPEG-4 atoms and ASF; FFmpeg reads what mutagen does not (RIFF INFO,
Matroska, CAF). The tag format follows from the file's content, not from its ending.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from . import content
from .content import Kind, NoSound, recognise
from .id3 import latin_decoder, read_id3
from .mpeg import id3v2_size
from .reader import Unreadable, regular

_MOST_VALUES = 50  # values of one field
_LONGEST = 4000  # characters of a value

# Tag names of each field, folded: lower case, without spaces and punctuation.
_FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title", "tit2", "©nam", "name", "inam"),
    "artist": ("artist", "tpe1", "©art", "author", "iart"),
    "artists": ("artists", "wmartists"),
    "albumartist": ("albumartist", "tpe2", "aart", "wmalbumartist", "ensemble", "band"),
    "composer": ("composer", "tcom", "©wrt", "wmcomposer"),
    "performer": ("performer", "performers", "soloist", "soloists", "conductor", "tpe3", "wmconductor", "orchestra"),
    "sort name": (
        "artistsort", "tsop", "soar", "wmartistsortorder", "albumartistsort", "tso2", "soaa", "wmalbumartistsortorder",
        "composersort", "tsoc", "soco", "wmcomposersortorder",
    ),
    "album": ("album", "talb", "©alb", "wmalbumtitle", "iprd"),
    "original date": (
        "originaldate", "originalyear", "origyear", "origdate", "originalreleasedate", "originalreleaseyear",
        "tdor", "tory", "wmoriginalreleaseyear", "wmoriginalreleasetime",
    ),
    "date": ("date", "year", "tdrc", "tyer", "©day", "wmyear", "releasedate", "icrd", "creationdate", "tdrl",
        "releaseyear", "releasetime", "datereleased", "daterecorded"),
    "genre": ("genre", "tcon", "©gen", "gnre", "wmgenre", "style", "ignr"),
    "tempo": ("bpm", "tbpm", "tmpo", "tempo", "fbpm", "wmbeatsperminute"),
    "key": ("key", "initialkey", "tkey", "wminitialkey", "musicalkey"),
    "mood": ("mood", "tmoo", "wmmood"),
    "language": ("language", "tlan", "wmlanguage", "lang"),
    "rating": ("rating", "rate", "ratingwmp", "fmpsrating", "wmshareduserrating"),
    "compilation": ("compilation", "tcmp", "cpil", "itunescompilation", "wmiscompilation"),
    "release type": ("releasetype", "musicbrainzalbumtype", "musicbrainztypeofrelease"),
    "version": ("version", "subtitle", "tit3", "wmsubtitle", "mixartist", "tpe4"),
    "recording id": ("musicbrainztrackid", "musicbrainzrecordingid"),
    "release id": ("musicbrainzalbumid", "musicbrainzreleaseid"),
    "artist id": ("musicbrainzartistid",),
}  # fmt: skip
# Roles in lists of people who do not perform. In ID3v2.3 one list holds these and the performers.
_STUDIO = re.compile(
    r"produc|engineer|master|mix|record|design|photo|art(?:work| dir)|liner|publish|label|arrang|lyric|writer|edit",
    re.IGNORECASE,
)
_FIELD_OF = {name: field for field, names in _FIELDS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Tag:
    """One value of a tag in a file, with the name that the file's format gives the tag."""

    field: str  # "title", "artist", ...; "" for a tag that Hark does not use
    value: str
    source: str  # the tag format: "ID3v2.4", "APEv2", ...
    name: str  # the name in the file: "TIT2", "TXXX:INITIALKEY"


@dataclass(frozen=True, slots=True)
class Embedded:
    """The tags of a file. If several tag formats state a field, the values of the first format are used."""

    tags: tuple[Tag, ...]
    format: str = ""  # the container format in lower case, from the file's content

    def values(self, field: str) -> list[str]:
        """Return all values of a field, from the first tag format that has it."""
        found = [tag for tag in self.tags if tag.field == field]
        return [tag.value for tag in found if tag.source == found[0].source]


def read_embedded(path: Path) -> Embedded:
    """Read the tags of a file. Tags that cannot be parsed are treated as absent.

    Raises:
        Unreadable: the file cannot be opened.
    """
    with regular(path) as file:
        try:
            kind = recognise(file)[0]
        except NoSound:
            kind = content.MP3  # a file without readable sound may still have tags
        except OSError as err:
            raise Unreadable(err.strerror or "it cannot be read") from err
        tags: list[Tag] = []
        for read in _READERS.get(kind.demuxer, (_from_ffmpeg,)):
            try:
                file.seek(0)
                tags += read(file, kind)
            except MemoryError:
                raise
            except Exception:  # malformed tags may raise anything; another format may be readable
                continue
    return Embedded(tuple(tag for tag in tags if tag.value), kind.name.casefold())


def _tag(source: str, name: str, value: object, field: str | None = None) -> Tag:
    plain = re.sub(r"[\W_]+", "", name.casefold().replace("©", "\0")).strip() if field is None else ""
    if "©" in name:
        plain = "©" + plain
    return Tag(_FIELD_OF.get(plain, "") if field is None else field, str(value)[:_LONGEST].strip("\0 "), source, name)


def _id3(file: BinaryIO, kind: Kind) -> Iterator[Tag]:
    """Yield the tags of ID3v2 (MP3, AAC, FLAC, TTA)."""
    stated: set[str] = set()
    for tags in read_id3(file):
        found = list(_id3_frames(tags))
        yield from (tag for tag in found if not tag.field or tag.field not in stated)  # the first of several tags wins
        stated |= {tag.field for tag in found if tag.value}


def _id3v1(file: BinaryIO, kind: Kind) -> Iterator[Tag]:
    from mutagen.id3 import ParseID3v1

    file.seek(-128, io.SEEK_END)
    frames = list((ParseID3v1(file.read(128)) or {}).values())
    decode = latin_decoder(_latin_texts(frames))
    for frame in frames:
        yield from _id3_frame(frame, "ID3v1", decode)


def _id3_in_chunk(file: BinaryIO, kind: Kind) -> Iterator[Tag]:
    """Yield the tags of an ID3v2 block inside a chunk of WAV, AIFF, DSF or DSDIFF."""
    from mutagen.aiff import AIFF
    from mutagen.dsdiff import DSDIFF
    from mutagen.dsf import DSF
    from mutagen.wave import WAVE

    kinds: dict[str, Any] = {"wav": WAVE, "aiff": AIFF, "dsf": DSF, "iff": DSDIFF}
    made = kinds[kind.demuxer](file)
    if made.tags is not None:
        yield from _id3_frames(made.tags)


def _id3_frames(tags: Any) -> Iterator[Tag]:
    source = f"ID3v2.{tags.version[1]}" if len(tags.version) > 1 else "ID3v2"
    frames = list(tags.values())
    decode = latin_decoder(_latin_texts(frames))
    for frame in frames:
        yield from _id3_frame(frame, source, decode)


def _latin_texts(frames: Iterable[Any]) -> list[str]:
    """Return the texts of all frames that declare them as Latin-1."""
    return [str(text) for frame in frames if getattr(frame, "encoding", None) == 0 for text in _texts(frame)]


def _texts(frame: Any) -> list[object]:
    text = getattr(frame, "text", ())
    return list(text)[:_MOST_VALUES] if isinstance(text, list) else []


def _id3_frame(frame: Any, source: str, decode: Callable[[str], str]) -> Iterator[Tag]:
    def unscrambled(frame: Any, value: object) -> str:
        return decode(str(value)) if frame.encoding == 0 else str(value)

    name = frame.FrameID
    if name == "TCON":
        values: Iterable[object] = frame.genres
    elif name == "TXXX":
        for value in frame.text[:_MOST_VALUES]:
            yield from _split(_tag(source, frame.desc, unscrambled(frame, value)), f"TXXX:{frame.desc}")
        return
    elif hasattr(frame, "people"):  # TMCL, TIPL: [role, name]
        for role, person in frame.people[:_MOST_VALUES]:
            composer = "composer" in str(role).casefold()
            field = "composer" if composer else "" if _STUDIO.search(str(role)) else "performer"
            yield _tag(source, f"{name}:{role}", person, field)
        return
    elif name == "POPM":
        yield Tag("rating", f"popm:{frame.rating}", source, f"POPM:{frame.email}"[:80])
        return
    elif name == "UFID":
        if "musicbrainz" in frame.owner:
            yield Tag("recording id", bytes(frame.data).decode("latin-1"), source, f"UFID:{frame.owner}"[:80])
        return
    elif hasattr(frame, "text") and name.startswith("T"):
        values = frame.text
    else:
        return
    for value in list(values)[:_MOST_VALUES]:
        yield from _split(_tag(source, name, unscrambled(frame, value)), name)


def _split(tag: Tag, name: str) -> Iterator[Tag]:
    for value in tag.value.split("\0"):
        yield Tag(tag.field, value.strip(), tag.source, name)


def _vorbis(file: BinaryIO, kind: Kind) -> Iterator[Tag]:
    """Yield the Vorbis comments of FLAC and Ogg files."""
    import mutagen.flac
    import mutagen.oggflac
    import mutagen.oggopus
    import mutagen.oggspeex
    import mutagen.oggvorbis

    head = file.read(4096)
    file.seek(0)
    made: Any = None
    if kind is content.FLAC:
        made = mutagen.flac.FLAC(file)
    for magic, form in (
        (b"\x01vorbis", mutagen.oggvorbis.OggVorbis), (b"OpusHead", mutagen.oggopus.OggOpus),
        (b"\x7fFLAC", mutagen.oggflac.OggFLAC), (b"Speex   ", mutagen.oggspeex.OggSpeex),
    ):  # fmt: skip
        if made is None and magic in head:
            made = form(file)
    for name, value in list(made.tags or ())[: 20 * _MOST_VALUES] if made is not None else ():
        yield _tag("Vorbis comment", name, value)


def _ape(file: BinaryIO, kind: Kind) -> Iterator[Tag]:
    from mutagen.apev2 import APENoHeaderError, APETextValue, APEv2

    try:
        tags = APEv2(file)
    except APENoHeaderError:
        return
    for name, value in tags.items():
        if isinstance(value, APETextValue):
            for each in list(value)[:_MOST_VALUES]:
                yield _tag("APEv2", name, each)


def _mp4(file: BinaryIO, kind: Kind) -> Iterator[Tag]:
    from mutagen.mp4 import MP4

    tags: Any = MP4(file).tags
    for name, values in (tags or {}).items():
        if name == "cpil":  # a single boolean, not a list
            yield Tag("compilation", str(int(bool(values))), "MPEG-4", name)
        if name == "covr" or not isinstance(values, list):
            continue
        for value in values[:_MOST_VALUES]:
            plain = name.rpartition(":")[2] if name.startswith("----") else name
            text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
            tag = _tag("MPEG-4", plain, text)
            yield Tag(tag.field, tag.value, tag.source, name)


def _asf(file: BinaryIO, kind: Kind) -> Iterator[Tag]:
    from mutagen.asf import ASF

    tags: Any = ASF(file).tags
    for name, values in tags.as_dict().items() if tags else ():
        for value in values[:_MOST_VALUES]:
            if not isinstance(value.value, bytes):
                yield _tag("ASF", name, value)


def _from_ffmpeg(file: BinaryIO, kind: Kind) -> Iterator[Tag]:
    import av

    with av.open(file, format=kind.demuxer, metadata_errors="surrogateescape") as container:
        streams = container.streams.audio
        stated = {**container.metadata, **(streams[0].metadata if streams else {})}
        raw = {name: value.encode("utf-8", "surrogateescape").decode("latin-1") for name, value in stated.items()}
        decode = latin_decoder(list(raw.values()))
        for metadata in (container.metadata, streams[0].metadata if streams else {}):
            for name in metadata:
                value = decode(raw[name])
                for each in re.split(r";\s*", value) if name.casefold() in ("artist", "genre") else [value]:
                    yield _tag(f"{kind.name} (by FFmpeg)", name, each)


_READERS: dict[str, tuple[Any, ...]] = {
    "mp3": (_id3, _ape, _id3v1),
    "aac": (_id3, _ape, _id3v1),
    "ac3": (_id3, _ape, _id3v1),
    "tta": (_id3, _ape, _id3v1),
    "flac": (_vorbis, _id3, _id3v1),
    "ogg": (_vorbis, _from_ffmpeg),
    "mov": (_mp4, _from_ffmpeg),
    "asf": (_asf, _from_ffmpeg),
    "wav": (_id3_in_chunk, _from_ffmpeg),
    "aiff": (_id3_in_chunk, _from_ffmpeg),
    "dsf": (_id3_in_chunk,),
    "iff": (_id3_in_chunk,),
    "wv": (_ape, _id3, _id3v1),
    "ape": (_ape, _id3, _id3v1),
    "mpc": (_ape, _id3, _id3v1),
    "mpc8": (_ape, _id3, _id3v1),
    "tak": (_ape, _id3v1),
}


def read_pictures(path: Path, most_bytes: int) -> list[tuple[bool, bytes]]:
    """Read the pictures in a file's tags.

    Args:
        path: the file.
        most_bytes: a file with a larger ID3v2 tag is skipped.

    Returns:
        (whether the picture is the front cover, its bytes as stored) of each picture.

    Raises:
        Exception: any exception of the parsers on damaged tags.
    """
    import base64

    from mutagen import File
    from mutagen.flac import Picture

    with regular(path) as file:
        head = file.read(10)
        if id3v2_size(head) > most_bytes:
            return []
        try:
            kind = recognise(file)[0]
        except NoSound:
            kind = content.MP3  # there may be tags in it nevertheless
        file.seek(0)
        if kind.demuxer in ("mp3", "aac", "tta", "ac3"):
            from mutagen.apev2 import APEv2
            from mutagen.id3 import ID3

            tags: Any = ID3(file) if head[:3] == b"ID3" else APEv2(file)
            made = None
        else:
            made = File(file)
            tags = getattr(made, "tags", None)
        found = [(picture.type == 3, picture.data) for picture in getattr(made, "pictures", [])]
        if tags is None:
            return found
        for frame in tags.getall("APIC") if hasattr(tags, "getall") else ():
            found.append((frame.type == 3, frame.data))
        for name, value in tags.items():
            if name == "covr":
                found += [(True, bytes(picture)) for picture in value]
            elif name.casefold() == "metadata_block_picture":
                pictures = [Picture(base64.b64decode(each)) for each in value]
                found += [(picture.type == 3, picture.data) for picture in pictures]
            elif name.casefold().startswith("cover art"):  # APEv2: a file name, a zero, the picture
                found.append(("front" in name.casefold(), bytes(value.value).partition(b"\0")[2]))
    return [(front, bytes(data)) for front, data in found]
