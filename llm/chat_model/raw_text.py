"""Clean the raw output of a language model.

Thoughts, control tokens, list numbers, and further turns of a dialogue that the model invents are removed. Citations in
unusual brackets, as superscripts or as emoji become numbers in square brackets.
"""

from __future__ import annotations

import json
import re
from typing import Any

_NAMES = (
    r"(?:\w+[:_])?(?:think(?:ing)?|ant_?thinking|thoughts?|reason(?:ing)?(?:_\w+)?|reflections?|analysis|scratch_?pad"
    r"|(?:inner|internal)_?\w*|monologue|cot|chain_of_thought|details)"
)
_TURN = r"(?:<\|start\|>\s*assistant\s*)?"
_THOUGHT = re.compile(  # an opening mark: tags, Mistral, Kimi, gpt-oss, Gemma 4, tokens such as <|begin_of_thought|>
    rf"<\s*{_NAMES}(?:\s[^<>]{{0,80}})?>|\[THINK(?:ING)?\]|\u25c1think\u25b7"
    rf"|{_TURN}<\|channel\|>\s*(?:analysis|commentary)|<\|channel>\s*thought|<unused\d+>\s*thought"
    r"|<\|(?:begin_of_|start_)?(?:think\w*|thought|reasoning)\|>",
    re.IGNORECASE,
)
_THOUGHT_ENDS = re.compile(
    rf"<\s*/\s*{_NAMES}\s*>|\[/THINK(?:ING)?\]|\u25c1/think\u25b7"
    rf"|(?:<\|end\|>\s*)?{_TURN}<\|channel\|>\s*final\s*(?:<\|constrain\|>\s*\w+\s*)?(?:<\|message\|>)?"
    r"|<channel\|>|<unused\d+>(?!\s*thought)|<\|(?:end_of_|end_|/)(?:think\w*|thought|reasoning)\|>",
    re.IGNORECASE,
)
_SPOKEN_THOUGHT = re.compile(  # a heading of thoughts without a mark, as `ollama run` and Granite write it
    r"\W*(?:thinking(?: process)?|(?:my )?thought process|thoughts|reasoning|analysis"
    r"|here(?:'s| is) (?:my|the) (?:thought|thinking|reasoning) process)\s*\**\s*(?:\.{3}|\u2026|:|\n)",
    re.IGNORECASE,
)
_SPOKEN_END = re.compile(
    r"(?:\n|[.!?]\s)[\W_]*(?:(?:(?:my|the) )?final (?:answer|response)|answer|response"
    r"|here(?:'s| is) my (?:response|answer)|done thinking)\s*\**\s*[:.\n][ \t*]*",
    re.IGNORECASE,
)
_ANSWER_ENDS = re.compile(  # any control token, or another speaker
    r"<\|[\w/]|<[\w/]{1,30}\|>|</?s>|\[/?INST\]|<</?SYS>>|<(?:end|start)_of_\w{1,12}>|<[be]os>|\[[BE]OS\]|<\uff5c"
    r"|\[e~\[|\]~!?b[\[\]]"
    r"|(?:^|\n)\s*(?:#{2,}\s*)?(?:user|human|listener|instruction|system)\s*:",
    re.IGNORECASE,
)
_LEADING = re.compile(  # control tokens before an answer
    r"\s*(?:(?:<\|(?!channel|begin_of_th|start_th|think|reason)[^<>|]{1,40}\|>|<[be]os>|</?s>"
    r"|\[/?INST\]|\[BOS\]|<(?:end|start)_of_\w{1,12}>|<\uff5c[^<>\uff5c]{1,30}\uff5c>|<\|turn>|\]~!?b[\[\]])"
    r"\s*(?:(?:assistant|model|ai)(?=\s*[\n<]))?\s*)+",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\s*(?:#{1,4}\s*|\*\*)?(?:assistant|(?:final )?answer|(?:final )?response|hark|ai|bot|model)\s*(?:\*\*)?\s*"
    r"(?:<\|end_header_id\|>|:|\n)\s*(?:\*\*)?\s*",
    re.IGNORECASE,
)
_FENCE = re.compile(r"\s*```[\w-]*\s*?\n\s*")
_MAY_GROW = re.compile(  # an end of the text that may be the beginning of something to remove or to replace
    r"(?:<[^<>]{0,90}|<sup>[^<>]{0,8}(?:<[^<>]{0,5})?|\[{1,2}[^\[\]{}\n]{0,24}\]{0,2}\s*:?\s*"
    r"|[{\u300a\u3008\u300c\u27e8][^\[\]{}\n]{0,5}|\][~!]{0,2}b?|\u25c1[^\u25b7]{0,8}"
    r"|\n\s*(?:#{1,6}\s*)?\S{0,14}\s*|[.!?](?:\s+#?\d{0,2}[.)]?\s*)?"
    r"|(?:#\d{0,2}|\d\ufe0f?\u20e3?|[\u2460-\u2473])\s*|\s+)$"
)
_N = r"(\d{1,3})"
_MARKERS = re.compile(  # numbers and bullets of lists, at the beginning of a line
    r"(?<=\n)[ \t]*(?:(?:\*\*)?\(?\d{1,2}[.)](?:\*\*)?|[-*\u2022\u2013]|[a-z]\)|[ivx]{1,4}[.)]"
    r"|(?:#\d{1,2}|\d\ufe0f?\u20e3|[\u2460-\u2473])(?=[ \t]+\[))[ \t]+"
)
_INLINE_MARKER = re.compile(r"(?<=[.!?]\s)\d{1,2}[.)][ \t]+(?=[A-Z\[])")
_BRACKETS = str.maketrans("\u3010\u3011\uff3b\uff3d\u3014\u3015\u27e6\u27e7\u300e\u300f", "[][][][][]")
_DIGITS = str.maketrans("\u2070\xb9\xb2\xb3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789")
_CITATIONS = (  # forms of a citation that become "[1]"
    re.compile(rf"\[+\^?\s*{_N}\s*(?:\u2020[^\]\n]{{0,20}})?\]+"),
    re.compile(rf"<sup>\s*\[?\^?{_N}\]?\s*</sup>", re.IGNORECASE),
    re.compile(rf"[{{<\u300a\u3008\u300c\u27e8]\s*#?{_N}\s*[}}>\u300b\u3009\u300d\u27e9]"),
    re.compile(rf"\[\s*(?:citation|cite|source|ref|reference|doc|document)s?\s*[:#]?\s*{_N}\s*\]", re.IGNORECASE),
    re.compile(rf"(?<=[\n(])#{_N}(?!\w)|(?<=[.!?]\s)#{_N}(?!\w)|(?<![\w&/#])#{_N}(?=[,.;:!?)])"),
    re.compile(r"(\d)\ufe0f?\u20e3"),
)
_RAISED = re.compile(r"(?<=[\w.,!?])[\u2070\xb9\xb2\xb3\u2074-\u2079]{1,2}")
_CIRCLED = re.compile(r"[\u2460-\u2473]")
_DEFINITION = re.compile(r"(?<=\n)(\[\d{1,3}\])\s*:\s+")  # in Markdown this would define a link
_CITED = re.compile(r"\[\W?\d")
_TOKEN = re.compile(r"<\|\w+\|>")  # any other control token
_MUSING = re.compile(  # words with which thoughts begin, and answers seldom
    r"\b(?:okay|alright|hmm|wait|let me|let's see|(?:i|we) (?:need|should|must|have|want) to|first,|they (?:want|ask)|"
    r"the (?:user|listener|person|request|question|wish|task|instructions?))\b",
    re.IGNORECASE,
)
_GROWING_START = re.compile(
    r"(?:<[^<>]{0,90}|(?:<\|?\w{1,30}\|?>\s*\w{0,12}\s*){1,3}|\[[^\[\]]{0,12}|\u25c1[^\u25b7]{0,8}|`{1,3}[\w-]{0,12})$"
)
_OPENING_QUOTES, _CLOSING_QUOTES = '"\u201c\u201e\xab', '"\u201d\u201c\xbb'
_SURE = 60  # characters at the beginning after which a text without such words is no thought
_HELD = 400  # characters that are held back of a text with such words
_LONGEST_TAIL = 120


class AnswerText:
    """Extracts the answer from the raw output of a language model, in whatever pieces the output arrives."""

    def __init__(self, *, thinks: bool = False) -> None:
        """Prepare for one answer.

        Args:
            thinks: whether the model is known to write its thoughts into its answers.
        """
        self._thinks = thinks
        self._held = ""
        self._begun = False  # whether the thoughts at the beginning are over
        self._ended = False
        self._quoted = False  # whether the whole answer is in quotation marks
        self._before = "\n"  # the last characters that were shown
        self.thought = False  # whether a thought was left out

    def feed(self, piece: str) -> str:
        """Take the next piece; return the text that can be shown now."""
        if self._ended:
            return ""
        self._held += piece.translate(_BRACKETS)
        return self._drain(closed=False)

    def close(self) -> str:
        """Return the text that is still held back. Call this when the model's output has ended."""
        return "" if self._ended else self._without_quote(self._drain(closed=True))

    def _drain(self, *, closed: bool) -> str:
        if not self._begun and not self._begin(closed=closed):
            return ""
        text = self._held
        stop, opening = _ANSWER_ENDS.search(text), _THOUGHT.search(text)
        if stop and (opening is None or stop.start() < opening.start()):
            self._ended = True
            return self._without_quote(self._shown(text[: stop.start()]))
        if opening:
            ending = _THOUGHT_ENDS.search(text, opening.end())
            if ending is None:
                said, self._held = text[: opening.start()], text[opening.start() :]
                if closed:
                    self._held, self.thought = "", True
                return self._shown(said)
            self.thought = True
            self._held = text[: opening.start()] + text[ending.end() :]
            return self._drain(closed=closed)
        text = self._held = self._without_markers(text)
        tail = None if closed else _MAY_GROW.search(text, max(len(text) - _LONGEST_TAIL, 0))
        cut = tail.start() if tail else len(text)
        if self._quoted and not closed:
            cut = len(text[:cut].rstrip(_CLOSING_QUOTES))
        said, self._held = text[:cut], text[cut:]
        return self._shown(said)

    def _begin(self, *, closed: bool) -> bool:
        """Remove thoughts at the beginning of the output, even without their opening mark.

        Return whether the answer has begun.
        """
        text = _without_leading_tokens(self._held)
        opening = _THOUGHT.search(text)
        between = opening is not None and bool(text[: opening.start()].strip())
        if not between and (end := _end_of_thoughts(self._held)):
            self._held, self.thought = self._held[end:], True
            text = _without_leading_tokens(self._held)
        if _THOUGHT.match(text):
            if closed:
                self._held, self.thought = "", True
            return closed
        if _SPOKEN_THOUGHT.match(text):
            if end_of_speech := _SPOKEN_END.search(text):
                text, self.thought = text[end_of_speech.end() :].lstrip(), True
            elif not closed:
                return False
        if not (closed or self._is_answer(text)):
            return False
        text = _FENCE.sub("", text, count=1) if _FENCE.match(text) else text
        text = _text_in_json(text) if text.startswith("{") else text
        text = _ROLE.sub("", text, count=1) if _ROLE.match(text) else text
        if text[:1] and text[0] in _OPENING_QUOTES:
            closings = [k for k, char in enumerate(text[: _SURE + 1]) if k and char in _CLOSING_QUOTES]
            self._quoted = not closings or (closed and closings[0] == len(text.rstrip()) - 1)
        self._held = text[1:] if self._quoted else text
        self._begun = True
        return True

    def _without_markers(self, text: str) -> str:
        """Remove the numbers and bullets of lists from a text that follows what was shown."""
        return _INLINE_MARKER.sub("", _MARKERS.sub("", self._before + text))[len(self._before) :]

    def _without_quote(self, text: str) -> str:
        return text.rstrip().rstrip(_CLOSING_QUOTES) if self._quoted else text

    def _is_answer(self, text: str) -> bool:
        """Return whether a text without marks of thoughts is certainly the beginning of an answer.

        More text may follow.
        """
        if _GROWING_START.match(text) or text.startswith("{") or re.match(r"```\w*\s*\{", text):
            return False
        if len(text) >= _HELD or _ANSWER_ENDS.search(text):
            return True
        if self._thinks or _MUSING.search(text):
            return False
        return len(text) >= _SURE or _CITED.search(text) is not None

    def _shown(self, text: str) -> str:
        """Replace the citations of a piece, with regard to what was shown before it."""
        text = self._before + _TOKEN.sub("", self._without_markers(text))
        for form in _CITATIONS:
            text = form.sub(lambda match: f"[{match[match.lastindex or 0]}]", text)
        text = _RAISED.sub(lambda match: f" [{match[0].translate(_DIGITS)}]", text)
        text = _CIRCLED.sub(lambda match: f"[{ord(match[0]) - 0x245F}]", text)
        text = _DEFINITION.sub(r"\1 ", text)
        shown = text[len(self._before) :]
        self._before = text[-2:]
        return shown


def _without_leading_tokens(text: str) -> str:
    """Return a text without control tokens at its beginning, and without the role that follows one."""
    return (_LEADING.sub("", text, count=1) if _LEADING.match(text) else text).lstrip()


def _end_of_thoughts(text: str) -> int:
    """Return the position at which the last thought of a text ends; 0 if there is none."""
    return max((found.end() for found in _THOUGHT_ENDS.finditer(text)), default=0)


def plan_of(text: str) -> dict[str, Any] | None:
    """Return the first complete JSON object of a reply, after thoughts; None if there is none.

    Words around the object are ignored, because some models ignore the schema when they are told not to think. An
    object that is cut off is not accepted.
    """
    plain = text[_end_of_thoughts(text) :]
    plain = _without_leading_tokens(plain)
    if stop := _ANSWER_ENDS.search(plain):
        plain = plain[: stop.start()]
    start = plain.find("{")
    if start < 0:
        return None
    try:
        found, _ = json.JSONDecoder().raw_decode(plain, start)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _text_in_json(text: str) -> str:
    """Return the longest text in an answer that is a JSON object; the answer itself if it is no such object."""
    try:
        found, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return text
    return max((value for value in found.values() if isinstance(value, str)), key=len, default=text)
