"""Find the length of tracks in a request: "about three and a half minutes", "under 2:30", "a half-minute jingle"."""

from __future__ import annotations

import re

from llm.language import numerals, words
from llm.understanding.findings import Finding, Request, blanked, conditions
from llm.understanding.numbers import NUMBER, TEMPORAL, TO, bound, bounded, digits, numbers_in

_SLACK = 0.2  # "3 minutes" means 2:24 to 3:36
_FIELDS = ("duration_min_s", "duration_max_s")

_SECONDS = re.compile(words("seconds"))
_UNIT = (
    rf"\s*-?\s*(?P<unit>{words('seconds', 'minutes')})\b"
    r"(?!\s+(?:of|video|film|clip|movie|workout|run|drive|walk|presentation|talk|speech|vlog|reel|ad|"
    r"scene|break|nap|from)\b)"
)
_LENGTHS = (  # lengths in words, with digits that are not longer than the words
    (re.compile(r"\b(?:an?|one) minute and a half\b|\bone and a half minutes\b|\bune minute et demie\b|"
                r"\b(?:un )?minuto y medio\b|\b(?:andert|ein)(?:halb|einhalb) minuten\b"), "90 seconds"),
    (re.compile(r"\bhalf[ -](?:an?[ -])?minute\b|\bhalbe minute\b|\bmedio minuto\b|\bdemi-minute\b"), "30 seconds"),
    (re.compile(r"\b(?:a )?couple of (?=minutes)"), "2 "),
    (re.compile(r"\b(?:an?|eine[rmn]?|une|un)\s+(?=(?:minute|minuto)\b(?!s))"), "1 "),
)  # fmt: skip
# "three and a half minutes": replaced by digits, which are not longer than the words.
_FEW = {word: n for word, n in numerals().items() if 1 < n < 6 and word.isalpha()}
_HALVES = re.compile(
    r"\b(?:(\d{1,2})(?:[ -]and[ -]a[ -]half[ -]minutes?| minutes? (?:and a half|et demie)| minutos? y medi[oa])|"
    rf"({'|'.join(_FEW)})einhalb minuten)\b"
)
_CLOCK = r"(?<![\d:])(?P<n>(\d{1,2}):([0-5]\d))(?![\d:])(?!\s*(?:am|pm|a\.m|p\.m|o'clock|uhr|in the))"
_LENGTH_PATTERNS = (
    re.compile(rf"(?<![\d.:#])(?P<n>{NUMBER}(?:{TO}{NUMBER}|\s*\+)?){_UNIT}(?: long\b)?"),
    re.compile(_CLOCK + r"(?:\s*(?:min(?:ute)?s?))?(?P<unit>)(?: long\b)?"),
)
_FOR_SOMETHING = re.compile(
    r"(?:(?:for|under|below|over|during) (?:my|a|an|the|our|this|your|1)|(?:video|film|clip|anuncio|vlog|reel|corto|"
    r"werbung|pub)\s+(?:of|de|von|mit))\s*$"
)
_LASTING = re.compile(
    r"(?<![\w#])(?:last(?:s|ing)?|length(?: of)?|duration(?: of)?|runs?(?: for)?|running(?: time)?(?: of)?|"
    r"dure(?:nt|n)?|duracion(?: de)?|dauert|dauern|lange?|to be|should be|fill|exactly|precisely|genau|exactement|"
    r"exactamente|de)\s+$"
)
_OF_MUSIC = re.compile(
    r"\s*-?\s*(?:long|in length|in duration|lang|de duree|de duracion|(?:\w+ )?(?:tracks?|songs?|pieces?|tunes?|clips?|"
    r"jingles?|loops?|snippets?|outros?|stings?|cues?|excerpts?|epics?|ballads?|jams?|waltz(?:es)?|instrumentals?|"
    r"interludes?|mix(?:es)?|stucke?|lieder|morceaux?|canciones|piezas?))\b"
)
_ALONE = re.compile(r"^\W*(?:(?:ok|please|now|make it|in|of|music|something|anything)\W+)*$")
_DATES = re.compile(r"(?:\bthe |'|\b(?:early|late|mid)[ -])$")
_TAIL = re.compile(r"\s*-?\s*(?:long|in length|in duration|lang|de duree|de duracion)\b")


def read(request: Request) -> list[Finding]:
    """Find the limits of the length of each track, in seconds.

    A number that may mean something else ("for my 3 minute video") is skipped.
    """
    text = _HALVES.sub(lambda m: f"{m[1] or _FEW[m[2]]}.5 minutes".rjust(len(m.group())), digits(request.rest))
    in_words: list[tuple[int, int]] = []
    for said, written in _LENGTHS:
        for match in reversed(list(said.finditer(text))):
            in_words.append(match.span())
            text = text[: match.start()] + written.rjust(len(match.group())) + text[match.end() :]
    found: list[Finding] = []
    for pattern in _LENGTH_PATTERNS:
        for match in pattern.finditer(text):
            b = bound(text, match.start("n"), match.end())
            before, unit = text[: b.start], match["unit"]
            if _FOR_SOMETHING.search(before) or _FOR_SOMETHING.search(text[: match.start()]):
                continue
            if unit == "s" and (
                _DATES.search(before)
                or (b.way == "" and match["n"].endswith("0") and not match.group().endswith("long"))
                or TEMPORAL.search(text[b.start : match.start()])
            ):
                continue  # "30s" is a decade unless something says otherwise
            if pattern is _LENGTH_PATTERNS[1]:
                numbers = [60.0 * int(match[2]) + int(match[3])]
            else:
                numbers = [number * (1.0 if _SECONDS.fullmatch(unit) else 60.0) for number in numbers_in(match["n"])]
            lasting = _LASTING.search(before)
            if not (
                b.way or "+" in match["n"] or len(numbers) == 2 or match.group().endswith("long") or lasting
                or _OF_MUSIC.match(text, b.end) or (_ALONE.match(before) and not text[b.end :].strip(" .!?"))
            ):  # fmt: skip
                continue
            stated = bounded(text, match, numbers, _SLACK, _FIELDS)
            ((start, end),) = stated.spans
            if tail := _TAIL.match(text[end:]):
                end += tail.end()
            start = min([start, *(a for a, b in in_words if a < start < b), *([lasting.start()] if lasting else [])])
            alone = not b.way and len(numbers) == 1  # may mean something else: "the last five minutes before the exam"
            found.append(conditions((start, end), alone, **dict(stated.values)))
            text = blanked(text, [(start, end)])  # "about half a minute, not more than forty seconds anyway"
    return found
