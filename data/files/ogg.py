"""Find the logical streams chained one after another in an Ogg file.

Radio recorders and `cat a.ogg b.ogg` write such files (RFC 3533, section 4: "chaining"). FFmpeg reads the headers of
the first stream only, and fails or guesses if a later one has another codec, sample rate or number of channels. Each
stream is therefore decoded as a separate file.
"""

from __future__ import annotations

from .mpeg import Section

_BEGIN, _END = 2, 4  # header type flags of a page


def ogg_sections(data: bytes) -> tuple[list[Section], bool]:
    """Find the logical streams of an Ogg file.

    Args:
        data: the file.

    Returns:
        the streams in order, and whether the last page is marked as the end of its stream (not so in a truncated file).
    """
    starts: list[int] = []
    at = data.find(b"OggS")
    in_headers = whole = False
    while at >= 0 and at + 27 <= len(data):
        flags, segments = data[at + 5], data[at + 26]
        if flags & _BEGIN and not in_headers:
            starts.append(at)
        in_headers = bool(flags & _BEGIN)
        after = at + 27 + segments + sum(data[at + 27 : at + 27 + segments])
        whole = bool(flags & _END) and after <= len(data)
        if data[after : after + 4] != b"OggS":
            after = data.find(b"OggS", at + 4)
        at = after
    if not starts:
        return [], whole
    ends = [*starts[1:], len(data)]
    return [Section(start, end) for start, end in zip(starts, ends, strict=True)], whole
