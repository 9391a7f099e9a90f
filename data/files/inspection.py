"""Report on one file: container, codec, length by header and by decoding, and how each tag is used."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from data.audio import ENDINGS, AudioReadError, Listening, opened
from data.tags import tags_of
from data.text import clean, clock

from .embedded import Embedded, Tag, read_embedded
from .reader import Unreadable

_SHOWN = 80  # characters of a value


@dataclass(frozen=True, slots=True)
class TagUse:
    """A tag of the file, and how Hark uses it."""

    source: str  # the tag format: "ID3v2.4"
    name: str  # the name in the file: "TIT2"
    value: str
    field: str  # the field that it is used for: "title"; "" for none
    ignored: str  # why the tag is not used; "" if it is


@dataclass(frozen=True, slots=True)
class FileReport:
    """What Hark reads in a file: format, lengths, damage and tags."""

    path: str
    container: str
    codec: str
    sample_rate: int  # Hz
    channels: int
    layout: str
    streams: int  # number of streams that were concatenated in the file
    header_s: float | None  # length that the header states, None if it states none
    duration_s: float  # length that Hark uses
    decoded_s: float  # length by decoding the whole file
    damage: tuple[str, ...]
    error: str  # why its sound cannot be read, or ""
    tags: tuple[TagUse, ...]
    known: dict[str, Any]  # the resulting fields: title, artist, year, ...

    def to_json(self) -> dict[str, Any]:
        """Return the report as a dictionary of JSON values."""
        return asdict(self)

    def _channels(self) -> str:
        count = "1 channel" if self.channels == 1 else f"{self.channels} channels"
        return count if "channel" in self.layout else f"{count} ({self.layout})"

    def lines(self) -> list[str]:
        """Return the report as lines of text."""
        if self.error:
            said = [f"sound      cannot be read: {self.error}"]
        else:
            header = "none" if self.header_s is None else f"{self.header_s:.2f} s"
            joined = f", {self.streams} streams joined" if self.streams > 1 else ""
            said = [
                f"container  {self.container}{joined}",
                f"codec      {self.codec}, {self.sample_rate} Hz, {self._channels()}",
                f"length     {clock(self.duration_s)} ({self.duration_s:.2f} s); header: {header}; "
                f"decoded: {self.decoded_s:.2f} s",
                *(f"damage     {sentence}" for sentence in self.damage),
            ]
            if Path(self.path).suffix.lower() not in ENDINGS:
                said.append("note       hark index leaves this file out, because of the ending of its name")
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
    """Read the tags of a file and decode its sound, at most six minutes of it, and report the results."""
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
            duration_s = max(sound.duration_s, listening.end_s)
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
    """Return why a tag is not used, or "" if it is used."""
    if not tag.field:
        return "Hark has no use for it"
    first = next(other for other in embedded.tags if other.field == tag.field)
    if first.source != tag.source:
        return f"{first.source} states it as well, and comes first"
    if tag.field == "date" and embedded.values("original date"):
        return "the original year is stated"
    return ""
