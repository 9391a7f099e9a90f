"""What Hark reads in one file: container, codec, length by header and by decoding, every tag and what became of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from data.audio import AudioReadError, Listening, opened
from data.tags import tags_of
from data.text import clean, clock

from .embedded import Embedded, Tag, read_embedded
from .reader import Unreadable

_SHOWN = 80  # characters of a value


@dataclass(frozen=True, slots=True)
class TagUse:
    """A tag of the file, and what Hark does with it."""

    source: str  # the kind of tag: "ID3v2.4"
    name: str  # as the file calls it: "TIT2"
    value: str
    field: str  # what Hark takes it for: "title"; "" for nothing
    ignored: str  # why it is not used, "" where it is


@dataclass(frozen=True, slots=True)
class FileReport:
    """What Hark reads in a file."""

    path: str
    container: str
    codec: str
    sample_rate: int  # Hz
    channels: int
    layout: str
    streams: int  # that were joined in the file
    header_s: float | None  # length by the header; None where it states none
    duration_s: float  # as Hark takes it
    decoded_s: float  # by decoding it all
    damage: tuple[str, ...]
    error: str  # why its sound cannot be read, or ""
    tags: tuple[TagUse, ...]
    known: dict[str, Any]  # what Hark knows in the end: title, artist, year, ...

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return the report as lines of text."""
        if self.error:
            said = [f"sound      cannot be read: {self.error}"]
        else:
            header = "none" if self.header_s is None else f"{self.header_s:.2f} s"
            joined = f", {self.streams} streams joined" if self.streams > 1 else ""
            said = [
                f"container  {self.container}{joined}",
                f"codec      {self.codec}, {self.sample_rate} Hz, {self.channels} channels ({self.layout})",
                f"length     {clock(self.duration_s)} ({self.duration_s:.2f} s); header: {header}; "
                f"decoded: {self.decoded_s:.2f} s",
                *(f"damage     {sentence}" for sentence in self.damage),
            ]
        for tag in self.tags:
            value = clean(tag.value, _SHOWN)
            use = f"ignored: {tag.ignored}" if tag.ignored else tag.field
            said.append(f"tag        {tag.source} {tag.name} = {value}  [{use}]")
        if not self.tags:
            said.append("tag        none")
        facts = {**self.known, **self.known.get("known", {})}
        for name, value in facts.items():
            if name != "known":
                listed = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
                said.append(f"result     {name}: {listed}")
        return said


def inspect_file(path: Path) -> FileReport:
    """Read a whole file and its tags. Its sound is decoded to the end, at most six minutes of it."""
    container = codec = layout = error = ""
    rate = channels = streams = 0
    header_s: float | None = None
    duration_s = decoded_s = 0.0
    damage: tuple[str, ...] = ()
    try:
        with opened(path) as sound:
            container, codec, layout = sound.kind.name, sound.codec, sound.layout
            rate, channels, streams = sound.rate, sound.channels, len(sound.sections)
            header_s, duration_s = sound.header_s, sound.duration_s
            listening = Listening(path, sound)
            decoded_s = sum(len(samples) for _, samples in listening) / rate
            damage = tuple(listening.damage)
    except AudioReadError as err:
        error = err.reason
    try:
        embedded = read_embedded(path)
    except Unreadable as err:
        embedded, error = Embedded(()), error or str(err)
    tags = tags_of(embedded).named(path)
    return FileReport(
        str(path), container, codec, rate, channels, layout, streams, header_s, duration_s, decoded_s, damage, error,
        tuple(TagUse(tag.source, tag.name, tag.value, tag.field, _ignored(tag, embedded)) for tag in embedded.tags),
        tags.to_json(),
    )  # fmt: skip


def _ignored(tag: Tag, embedded: Embedded) -> str:
    if not tag.field:
        return "Hark has no use for it"
    first = next(other for other in embedded.tags if other.field == tag.field)
    if first.source != tag.source:
        return f"{first.source} states it as well, and comes first"
    if tag.field == "date" and embedded.values("original date"):
        return "the original year is stated"
    return ""
