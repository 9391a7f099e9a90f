"""Filter a language model's text while it streams, so that it is safe to show.

The filter makes these changes:

- A citation of a track shown becomes `[2]`, however the model writes it ("track 2", "(2)"). Others are removed.
- Addresses and active markup are removed.
- A quoted name is removed if it has a word that occurs neither in the tracks nor in the request.

Text is held back until its word or bracket is complete, so that the output does not depend on how the text is cut into
pieces.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from .parts import ADDRESS

_LONGEST_UNIT = 600  # characters of a word or bracket; a longer one is cut here
_LONGEST_BRACKET = 300
_LONGEST_QUOTE = 100
_CLOSING = {'"': '"', "“": "”", "„": "“", "«": "»", "‘": "’", "*": "*"}

_REFERENCE_WORD = r"(?:the\s+)?(?:tracks?|songs?|numbers?|pieces?|nos?\.|results?|items?)"
_NUMBERS = r"#?\d{1,3}(?:\s*(?:,|;|&|and|or|und|et|y|-|–)\s*#?\d{1,3})*"
_REFERENCE = re.compile(
    rf"(?<![\w]){_REFERENCE_WORD}\s+(?:\[?({_NUMBERS})\]?)(?![\w%.:]*\d|\s*(?:bpm|seconds|minutes))", re.IGNORECASE
)
# A reference that may go on with the next word.
_GROWING = re.compile(rf"\W*{_REFERENCE_WORD}(?:\s+{_NUMBERS}(?:\s*(?:,|;|&|and|or|und|et|y))?)?|\W*the", re.IGNORECASE)
_GROUP = re.compile(rf"\[\s*(?:{_REFERENCE_WORD}\s+)?({_NUMBERS})\s*\]", re.IGNORECASE)
_PARENTHESES = re.compile(rf"\(\s*(?:see\s+|cf\.\s+)?(?:{_REFERENCE_WORD}\s+)?({_NUMBERS})\s*\)", re.IGNORECASE)
_MARK = "\ue000"  # private-use character; marks a checked citation while all other brackets are removed
_END = "\ue001"
NOT_SHOWN = "\ue002"  # private-use character in place of a citation of a track that is not shown


class CitationFilter:
    """Filter for the text of one answer. Not thread-safe.

    Attributes:
        cited: the ranks cited so far, in the order of their first citation.
    """

    def __init__(self, ranks: Collection[int], allowed: Collection[str] = (), *, mark: bool = False) -> None:
        """Set what the text may cite and quote.

        Args:
            ranks: ranks of the tracks shown.
            allowed: texts; a quoted name may contain only words of these texts.
            mark: put `NOT_SHOWN` in the place of a bracket that cites no track shown, so that the sentence can be
                removed; otherwise only the bracket is removed.
        """
        self._ranks = frozenset(ranks)
        self._allowed = frozenset(word.lower() for text in allowed for word in re.findall(r"[^\W_]+", text))
        self._unknown = NOT_SHOWN if mark else ""
        self._held = ""
        self._line_start = True
        self.cited: list[int] = []

    def feed(self, delta: str) -> str:
        """Take the next piece of the model's text; return the text that can be shown now."""
        self._held += delta
        return self._drain(closed=False)

    def close(self) -> str:
        """Return the text that is still held back. Call this when the model's text has ended."""
        return self._drain(closed=True)

    def _drain(self, *, closed: bool) -> str:
        said = []
        while self._held:
            length = _unit(self._held, closed)
            if length is None:
                break
            unit, self._held = self._held[:length], self._held[length:]
            said.append(self._render(unit))
        return "".join(said)

    def _render(self, unit: str) -> str:
        body = unit.lstrip()
        space = unit[: len(unit) - len(body)]
        if not body:
            return ""  # only white space, at the end of the text
        text = self._safe(body).replace("![", "! [")  # "![1]" would be an image in Markdown
        if not text:
            return ""
        if "\n" in space:
            gap = "\n\n" if space.count("\n") > 1 else "\n"
        else:
            gap = " " if space and not re.match(r"[,.;:!?)]", text) else ""
        if self._line_start or "\n" in gap:
            text = re.sub(r"^(\[\d+\]):", r"\1 :", text)  # "[1]: x" at a line's start would define a link
        if self._line_start:
            gap = ""
            self._line_start = False
        return gap + text

    def _safe(self, text: str) -> str:
        text = text.replace(_MARK, "").replace(_END, "").replace(NOT_SHOWN, "").replace("\\", "")
        for _ in range(4):  # removing one piece of markup can put another together
            before = text
            text = re.sub(r"<(?=[A-Za-z/!?])[^<>]*>", "", text)
            text = re.sub(r"!\[[^\]]*\]\s?(?:\([^)]*\)|\[[^\]]*\])?", "", text)
            text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"[\1]", text)
            text = re.sub(r":material/[\w-]*:?", "", text)
            text = ADDRESS.sub("", text)
            if text == before:
                break
        text = self._without_names(text)
        text = _GROUP.sub(lambda match: self._cite(match) or self._unknown, text)
        text = _PARENTHESES.sub(self._cite_if_known, text)
        text = _REFERENCE.sub(self._cite, text)
        text = re.sub(r":[a-z]+(?:-[a-z]+)*\[", " ", text)  # Streamlit's :red[...]
        text = re.sub(r"[\[\]<>$`~|{}*]", "", text)
        text = re.sub(r"^(?:[#=_-]{2,}|#+|>)$", "", text)
        text = text.replace("://", " ").replace("__", "")
        text = re.sub(rf"{_MARK}(\d+){_END}", r"[\1]", text)
        text = re.sub(r"\](?=\[)", "] ", text)
        text = re.sub(r"\](?=\()", "] ", text)  # never a link
        text = re.sub(r"\](?=\w)", "] ", text)
        return text.strip() if text.strip(" .,;:!?\"'“”„«»‘’()-–—") or re.fullmatch(r"[.,;:!?–—-]+", text) else ""

    def _without_names(self, text: str) -> str:
        """Remove quoted or emphasised names that contain a word that is not in the allowed texts."""

        def judge(match: re.Match[str]) -> str:
            words = re.findall(r"[^\W_]+", match["name"].lower())
            if not all(w in self._allowed or w.isdigit() for w in words):
                return ""
            return match["name"] if match.group().startswith("*") else match.group()

        for opening, closing in _CLOSING.items():
            o, c = re.escape(opening), re.escape(closing)
            text = re.sub(rf"{o}+(?P<name>[^{o}{c}\n]{{1,{_LONGEST_QUOTE}}}){c}+", judge, text)
        return text

    def _cite(self, match: re.Match[str]) -> str:
        ranks = [r for r in _ranks(match[1]) if r in self._ranks]
        self.cited += [r for r in ranks if r not in self.cited]
        return " ".join(f"{_MARK}{rank}{_END}" for rank in ranks)

    def _cite_if_known(self, match: re.Match[str]) -> str:
        return self._cite(match) if any(r in self._ranks for r in _ranks(match[1])) else match.group()


def _ranks(text: str) -> list[int]:
    ranks: list[int] = []
    for low, high in re.findall(r"(\d{1,3})(?:\s*[-–]\s*#?(\d{1,3}))?", text):
        span = range(int(low), int(high) + 1) if high and int(low) < int(high) <= int(low) + 20 else (int(low),)
        ranks += [r for r in span if r not in ranks]
        if high and len(span) == 1:
            ranks.append(int(high))
    return ranks


def _unit(text: str, closed: bool) -> int | None:
    """Return the length of the first unit of a text; None if more text is needed to find its end.

    A unit is white space and the word after it; a bracket or quotation is part of the word up to its closing character.

    Args:
        text: the text received but not yet output.
        closed: whether no more text will follow. If more may follow, None is returned unless the length is already
            certain, so that the output does not depend on how the stream is split into pieces.
    """
    start = len(text) - len(text.lstrip())
    i = start
    while i < len(text):
        if i - start >= _LONGEST_UNIT:
            return i
        char = text[i]
        if char.isspace():
            if _GROWING.fullmatch(text, start, i) is None or "\n" in text[i : i + 1]:
                return i
            i += 1
            continue
        limit = _LONGEST_QUOTE if char in _CLOSING else _LONGEST_BRACKET
        closing = {"[": "]", "(": ")", "<": ">", **_CLOSING}.get(char)
        if closing is not None and not (
            char == "(" and i > start and text[i - 1] not in "]" and not text[i - 1].isspace()
        ):
            j = _find(text, closing, i + 1, limit)
            if j is None and not closed:
                return None
            if j is not None and j > 0:
                i = j + 1
                continue
        i += 1
    return len(text) if closed else None


def _find(text: str, char: str, start: int, limit: int) -> int | None:
    """Return the position of a closing bracket; -1 if the line lacks it up to `limit`; None if more text is needed."""
    for j in range(start, min(len(text), start + limit)):
        if text[j] == char and j > start:
            return j
        if text[j] == "\n":
            return -1
    return -1 if len(text) >= start + limit else None
