"""Find and count frames of MPEG audio (MP3, MP2) and ADTS from their headers, without decoding (ISO 11172-3, 13818-7).

The MP3 format states no length. Many encoders write the length into a first frame without sound (Xing, Info). If it is
missing or contradicts the size of the file, the frames are counted here.
"""

from __future__ import annotations

from dataclasses import dataclass

_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # by version bits, Hz
_KBIT = {  # by (MPEG 1, layer)
    (True, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_IN_A_ROW = 3  # consecutive headers required; two also occur by chance in other data


@dataclass(frozen=True, slots=True)
class Frame:
    """The values that the four bytes of a frame header state."""

    size: int  # bytes
    samples: int  # per channel
    rate: int  # Hz
    layer: int
    info_at: int  # offset of a Xing or Info header from the frame's start, in bytes
    stream: int  # header bits that are constant within a stream: version, layer, sample rate


def _frame(second: int, third: int, mono: bool) -> Frame | None:
    """Parse the second and third byte of a frame header; return None if they are invalid."""
    version, layer = second >> 3 & 3, 4 - (second >> 1 & 3)
    bit_rate, rate = third >> 4, third >> 2 & 3
    if version == 1 or layer == 4 or bit_rate in (0, 15) or rate == 3:
        return None
    one = version == 3
    hz, kbit = _RATES[version][rate], _KBIT[one, layer][bit_rate - 1]
    padding = third >> 1 & 1
    samples = 384 if layer == 1 else 1152 if layer == 2 or one else 576
    size = (12_000 * kbit // hz + padding) * 4 if layer == 1 else samples * 125 * kbit // hz + padding
    side = (17 if mono else 32) if one else (9 if mono else 17)
    protected = 0 if second & 1 else 2
    return Frame(size, samples, hz, layer, 4 + protected + side, version << 4 | layer << 2 | rate)


# Every possible header, by second byte, third byte and mono flag, so that a frame is parsed by one look-up.
_FRAMES: dict[tuple[int, int, bool], Frame] = {
    (second, third, mono): frame
    for second in range(0xE0, 0x100)
    for third in range(0x100)
    for mono in (False, True)
    if (frame := _frame(second, third, mono)) is not None
}


def frame_at(data: bytes, at: int) -> Frame | None:
    """Return the MPEG frame header at an offset, or None."""
    if at + 4 > len(data) or data[at] != 0xFF:
        return None
    return _FRAMES.get((data[at + 1], data[at + 2], data[at + 3] >> 6 == 3))


def _adts_size(data: bytes, at: int) -> int:
    """Return the size in bytes of the ADTS frame at an offset, or 0 if there is none."""
    if at + 7 > len(data) or data[at] != 0xFF or data[at + 1] & 0xF6 != 0xF0 or data[at + 2] >> 2 & 15 > 12:
        return 0
    size = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
    return size if size > 7 else 0


def find_frames(data: bytes, start: int = 0) -> tuple[str, int] | None:
    """Find the first of several consecutive frames.

    Args:
        data: bytes of a file.
        start: offset to search from.

    Returns:
        ("mpeg" or "adts", the offset of the first frame), or None if fewer than three frames follow one another.
    """
    at = data.find(b"\xff", start)
    while at >= 0:
        for family in ("mpeg", "adts"):
            if _in_a_row(data, at, family):
                return family, at
        at = data.find(b"\xff", at + 1)
    return None


def is_free_format(data: bytes) -> bool:
    """Return whether the data begins with MPEG frames in free format: evenly spaced, without a bit rate."""
    at = data.find(b"\xff")
    while 0 <= at < min(len(data) - 4, 4096):
        if _frame(data[at + 1], data[at + 2] | 0x10, False) is not None and data[at + 2] >> 4 == 0:
            second = data.find(data[at : at + 2], at + 4)
            step = second - at
            if 0 < step < 8192 and any(data[second + step + k :][:2] == data[at : at + 2] for k in (-1, 0, 1)):
                return True
        at = data.find(b"\xff", at + 1)
    return False


def _in_a_row(data: bytes, at: int, family: str) -> bool:
    """Return whether enough frames follow one another from an offset on."""
    stream = None
    for count in range(_IN_A_ROW):
        if at >= len(data) - 4 and count:  # the data ends after a complete frame
            return at == len(data) or count > 1
        if family == "adts":
            size = _adts_size(data, at)
        else:
            frame = frame_at(data, at)
            size = frame.size if frame and stream in (None, frame.stream) else 0
            stream = frame.stream if frame else None
        if not size:
            return False
        at += size
    return True


@dataclass(slots=True)
class Section:
    """A byte range of a file that can be decoded as a complete stream of its own."""

    start: int  # bytes
    end: int
    seconds: float | None = None  # counted duration in seconds; None if counting was not needed
    claimed_s: float | None = None  # duration that the header states, if it differs from the counted one


def mp3_sections(data: bytes, start: int, end: int) -> list[Section]:
    """Split an MP3 into the streams that were concatenated in it, without the tags between them.

    If the Xing or Info header of a stream states the right number of bytes, its length is used. Otherwise every frame
    is counted.

    Args:
        data: the file.
        start: offset of the first frame.
        end: offset after the last frame (`sound_end`).
    """
    first = frame_at(data, start)
    if first is None:
        return [Section(start, end)]
    info = _info(data, start, first)
    if info is not None and info[1] and abs(start + info[1] - end) <= 2 * first.size:
        return [Section(start, end)]
    return _walk(data, start, end)


def _info(data: bytes, at: int, frame: Frame) -> tuple[int, int] | None:
    """Return (frames, bytes) from a frame's Xing, Info or VBRI header, 0 for a missing value; None if it has none."""
    head = at + frame.info_at
    if data[head : head + 4] not in (b"Xing", b"Info"):
        vbri = at + 36
        if data[vbri : vbri + 4] != b"VBRI":
            return None
        return int.from_bytes(data[vbri + 14 : vbri + 18], "big"), int.from_bytes(data[vbri + 10 : vbri + 14], "big")
    flags = int.from_bytes(data[head + 4 : head + 8], "big")
    frames = int.from_bytes(data[head + 8 : head + 12], "big") if flags & 1 else 0
    place = head + 8 + 4 * (flags & 1)
    size = int.from_bytes(data[place : place + 4], "big") if flags & 2 else 0
    return frames, size


def _walk(data: bytes, start: int, end: int) -> list[Section]:
    """Follow the frames from `start` to `end`, and return the streams that they form."""
    sections: list[Section] = []
    at = begin = start
    samples, rate, stream, stated = 0, 1, -1, 0

    def close(until: int) -> None:
        if samples == stated and samples:  # the header is right, and may also state the encoder's padding
            sections.append(Section(begin, until))
        elif samples:
            sections.append(Section(begin, until, samples / rate, stated / rate if stated else None))

    while at + 4 <= end:
        frame = _FRAMES.get((data[at + 1], data[at + 2], data[at + 3] >> 6 == 3)) if data[at] == 0xFF else None
        if frame is not None:
            info = _info(data, at, frame)
            if info is not None or frame.stream != stream:
                close(at)
                begin, samples, rate, stream = at, 0, frame.rate, frame.stream
                stated = info[0] * frame.samples if info is not None else 0
            if info is None:
                samples += frame.samples
            at += frame.size
            continue
        past = at + _tag_size(data, at)
        if past > at:
            close(at)
            samples, stream = 0, -1
        found = find_frames(data[:end] if end < len(data) else data, max(past, at + 1))
        if found is None or found[0] != "mpeg":
            end = at if samples == stated else end  # the header is right, so what follows is no sound
            break
        if past > at:
            begin = found[1]
        at = found[1]
    close(end)
    return sections or [Section(start, end)]


def _tag_size(data: bytes, at: int) -> int:
    """Return the size in bytes of the ID3v2, ID3v1 or APEv2 tag at an offset, or 0 if there is none."""
    head = data[at : at + 32]
    if head[:3] == b"TAG":
        return 128
    if head[:8] == b"APETAGEX" and len(head) == 32:
        return 32 + int.from_bytes(head[12:16], "little")
    return id3v2_size(head)


def sound_end(data: bytes) -> int:
    """Return the offset at which the sound ends and the ID3v1, APEv2 or Lyrics3 tags at the end begin."""
    end = len(data)
    for _ in range(4):  # any of these tags may be present, in any order
        if data[end - 128 : end - 125] == b"TAG":
            end -= 128
        elif data[end - 32 : end - 24] == b"APETAGEX":
            size, flags = (int.from_bytes(data[end - k : end - k + 4], "little") for k in (20, 12))
            end -= min(size + (32 if flags >> 31 else 0), end)
        elif data[end - 9 : end] == b"LYRICS200" and data[end - 15 : end - 9].isdigit():
            end -= min(int(data[end - 15 : end - 9]) + 15, end)
        else:
            break
    return max(end, 0)


def id3v2_size(head: bytes) -> int:
    """Return the size in bytes of the ID3v2 tag (header and footer included) at the start of `head`, or 0."""
    if head[:3] != b"ID3" or len(head) < 10 or head[3] == 0xFF or max(head[6:10]) > 127:
        return 0
    size = sum(byte << (7 * (3 - i)) for i, byte in enumerate(head[6:10]))  # ID3v2.4 structure, section 3.1
    return size + (20 if head[5] & 0x10 else 10)
