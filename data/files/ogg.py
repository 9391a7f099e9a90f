"""The links of an Ogg file: streams one behind the other, as recorders of radio and `cat a.ogg b.ogg` leave them.

FFmpeg reads the first link's headers and fails or guesses where a later one has another codec, rate or number of
channels, so each link is read as a file of its own (RFC 3533, section 4: "chaining").
"""

from __future__ import annotations

from .mpeg import Section

_BEGIN, _END = 2, 4  # header type flags of a page


def ogg_sections(data: bytes) -> tuple[list[Section], bool]:
    """Find the links of an Ogg file.

    Args:
        data: the file.

    Returns:
        the links in their order, and whether the last page ends its stream (a file that was cut lacks it).
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
