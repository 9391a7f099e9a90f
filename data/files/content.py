"""Detect the format of a sound file from its first bytes rather than from its file name.

The detected format also fixes FFmpeg's demuxer. FFmpeg would otherwise guess, and some of its demuxers (playlists,
concat scripts) open other files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from .mpeg import find_frames, id3v2_size, is_free_format

_HEAD = 4096  # bytes read from the beginning of the file
_SEARCHED = 262_144  # bytes in which the first MPEG frame must begin


class NoSound(Exception):
    """The content is not sound that can be read; the message says what it is instead."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A container format."""

    name: str  # as shown to users
    demuxer: str  # FFmpeg's short name
    counted: bool = False  # the header's length is absent or estimated, so packets have to be counted


MP3 = Kind("MP3", "mp3")
FLAC = Kind("FLAC", "flac")
OGG = Kind("Ogg", "ogg")
WAVE = Kind("WAV", "wav")
AIFF = Kind("AIFF", "aiff")
MPEG4 = Kind("MPEG-4", "mov")
ADTS = Kind("AAC (ADTS)", "aac", counted=True)
AC3 = Kind("AC-3", "ac3", counted=True)
ASF = Kind("WMA (ASF)", "asf")
MATROSKA = Kind("Matroska", "matroska")
WAVPACK = Kind("WavPack", "wv")
APE = Kind("Monkey's Audio", "ape")
DSDIFF = Kind("DSDIFF", "iff")

_BEGINNINGS: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"fLaC", FLAC),
    (0, b"OggS", OGG),
    (8, b"WAVE", WAVE),  # of RIFF, RF64 and BW64
    (0, b"riff\x2e\x91\xcf\x11", Kind("Wave64", "w64")),
    (8, b"AIFF", AIFF),
    (8, b"AIFC", AIFF),
    (0, b".snd", Kind("AU", "au")),
    (0, b"caff", Kind("CAF", "caf")),
    (4, b"ftyp", MPEG4),
    (4, b"moov", MPEG4),
    (4, b"mdat", MPEG4),
    (4, b"wide", MPEG4),
    (4, b"free", MPEG4),
    (4, b"skip", MPEG4),
    (0, b"\x1aE\xdf\xa3", MATROSKA),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", ASF),
    (0, b"wvpk", WAVPACK),
    (0, b"MAC ", APE),
    (0, b"TTA1", Kind("True Audio", "tta")),
    (0, b"MP+", Kind("Musepack SV7", "mpc")),
    (0, b"MPCK", Kind("Musepack SV8", "mpc8")),
    (0, b"DSD ", Kind("DSF", "dsf")),
    (0, b"FRM8", DSDIFF),
    (0, b"tBaK", Kind("TAK", "tak")),
    (0, b"#!AMR", Kind("AMR", "amr", counted=True)),
    (0, b"\x0b\x77", AC3),
)
_NO_SOUND: tuple[tuple[int, bytes, str], ...] = (
    (0, b"MThd", "a MIDI file: it holds notes and no sound"),
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"\x89PNG", "a PNG picture"),
    (0, b"GIF8", "a GIF picture"),
    (8, b"WEBP", "a WebP picture"),
    (8, b"AVI ", "an AVI film"),
    (0, b"%PDF", "a PDF document"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"7z\xbc\xaf", "a 7-Zip archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"OFR ", "OptimFROG, which cannot be decoded here"),
)
_NO_SOUND_TEXT: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype html", "a web page, as a failed download leaves it"),
    (b"<html", "a web page, as a failed download leaves it"),
    (b"#extm3u", "a playlist"),
    (b"[playlist]", "a playlist"),
    (b"ffconcat", "a playlist"),
    (b"version https://git-lfs", "a Git LFS pointer: the file itself was never fetched"),
)


def recognise(file: BinaryIO) -> tuple[Kind, int]:
    """Detect the format of a file.

    Args:
        file: opened for reading; its position is changed.

    Returns:
        the format, and the offset in bytes at which the content begins (after ID3v2 tags).

    Raises:
        NoSound: the content is not sound.
        OSError: the file cannot be read.
    """
    begin = 0
    while True:  # ID3v2 tags also occur in front of FLAC, AAC and WavPack
        file.seek(begin)
        head = file.read(_HEAD)
        size = id3v2_size(head)
        if not size:
            break
        begin += size
    if not head.strip(b"\0"):
        if begin and not head:
            raise NoSound("it holds tags and no sound")
        if not head or not file.read(_SEARCHED).strip(b"\0"):
            raise NoSound("it holds nothing but zeros" if head else "it is empty")
    for offset, magic, kind in _BEGINNINGS:
        if head.startswith(magic, offset):
            return kind, begin
    for offset, magic, what in _NO_SOUND:
        if head.startswith(magic, offset):
            raise NoSound(f"it is {what}")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    for magic, what in _NO_SOUND_TEXT:
        if text.startswith(magic):
            raise NoSound(f"it is {what}")
    if b"OggS" in head or b"OggS" in file.read(_SEARCHED):
        return OGG, begin
    file.seek(begin)
    data = file.read(_SEARCHED)
    found = find_frames(data)
    if found is None and is_free_format(data):
        raise NoSound("it is an MP3 in free format, which cannot be decoded here")
    if found is None:
        raise NoSound("it is not a sound file, or it is damaged")
    family, offset = found
    return {"mpeg": MP3, "adts": ADTS}[family], begin + offset
