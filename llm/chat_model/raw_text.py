"""Clean the raw output of a language model.

Thoughts, control tokens, list numbers, and further turns of a dialogue that the model invents are removed. Unusual
brackets around citations are replaced by square ones.
"""

from __future__ import annotations

import json
import re
from typing import Any

_NAMES = "think|thinking|thought|thoughts|reasoning|reason|reflection"
_THOUGHT = re.compile(
    rf"<(?:{_NAMES})>|\[THINK\]|\u25c1think\u25b7|(?:<\|start\|>\s*assistant\s*)?<\|channel\|>\s*(?:analysis|commentary)",
    re.IGNORECASE,
)
_THOUGHT_ENDS = re.compile(
    rf"</(?:{_NAMES})>|\[/THINK\]|\u25c1/think\u25b7|(?:<\|start\|>\s*assistant\s*)?<\|channel\|>\s*final"
    r"\s*(?:<\|message\|>)?",
    re.IGNORECASE,
)
_ANSWER_ENDS = re.compile(
    r"<\|(?:im_end|im_start|eot_id|eom_id|end|end_of_text|endoftext|return|start_header_id|start|user|system|assistant"
    r"|endofturn|end_of_turn|observation)\|>"
    r"|</s>|<s>|\[/?INST\]|<(?:end|start)_of_turn>|<eos>|<\uff5c[^<>\uff5c]{1,30}\uff5c>"
    r"|(?:^|\n)\s*(?:#{2,}\s*)?(?:user|human|listener|instruction|system)\s*:",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\s*(?:<\|start_header_id\|>\s*)?(?:assistant|answer|hark)\s*(?:<\|end_header_id\|>|:|\n)\s*", re.IGNORECASE
)
_MAY_GROW = re.compile(  # an end of the text that may be the beginning of something to remove
    r"(?:<[^<>\s]{0,30}|<\|[^<>]{0,40}|\[{1,2}[^\[\]\n]{0,24}\]?|\u25c1[^\u25b7]{0,8}|\n\s*\S{0,12}\s*|\s+)$"
)
_LIST_NUMBER = re.compile(r"(^|\n)[ \t]*(?:\(?\d{1,2}[.)]|[-*\u2022])[ \t]+")
_BRACKETS = str.maketrans("\u3010\u3011\uff3b\uff3d\u3014\u3015\u27e6\u27e7\u300e\u300f", "[][][][][]")
_FOOTNOTE = re.compile(r"\[+\^?\s*(\d{1,3})\s*(?:\u2020[^\]\n]{0,20})?\]+")
_CITED = re.compile(r"\[\W?\d")
_TOKEN = re.compile(r"<\|\w+\|>")  # any other control token
_MUSING = re.compile(  # words with which thoughts begin, and answers seldom
    r"\b(?:okay|alright|hmm|wait|let me|let's see|(?:i|we) (?:need|should|must|have|want) to|first,|they (?:want|ask)|"
    r"the (?:user|listener|person|request|question|wish|task|instructions?))\b",
    re.IGNORECASE,
)
_SURE = 60  # characters at the beginning after which a text without such words is no thought
_HELD = 400  # characters that are held back of a text with such words
_LONGEST_TAIL = 60


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
        self._line_start = True
        self.thought = False  # whether a thought was left out

    def feed(self, piece: str) -> str:
        """Take the next piece; return the text that can be shown now."""
        if self._ended:
            return ""
        self._held += piece.translate(_BRACKETS)
        return self._drain(closed=False)

    def close(self) -> str:
        """Return the text that is still held back. Call this when the model's output has ended."""
        return "" if self._ended else self._drain(closed=True)

    def _drain(self, *, closed: bool) -> str:
        if not self._begun and not self._begin(closed=closed):
            return ""
        text = self._held
        stop, opening = _ANSWER_ENDS.search(text), _THOUGHT.search(text)
        if stop and (opening is None or stop.start() < opening.start()):
            self._ended = True
            return self._shown(text[: stop.start()])
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
        tail = None if closed else _MAY_GROW.search(text, max(len(text) - _LONGEST_TAIL, 0))
        cut = tail.start() if tail else len(text)
        said, self._held = text[:cut], text[cut:]
        return self._shown(said)

    def _begin(self, *, closed: bool) -> bool:
        """Remove thoughts at the beginning of the output, even without their opening mark.

        Return whether the answer has begun.
        """
        opening = _THOUGHT.search(self._held)
        between = opening is not None and bool(self._held[: opening.start()].strip())
        if not between and (end := _end_of_thoughts(self._held)):
            self._held, self.thought = self._held[end:], True
        text = self._held.lstrip()
        if _THOUGHT.match(text):
            if closed:
                self._held, self.thought = "", True
            return closed
        if not (closed or self._is_answer(text)):
            return False
        self._held = _ROLE.sub("", text, count=1) if _ROLE.match(text) else text
        self._begun = True
        return True

    def _is_answer(self, text: str) -> bool:
        """Return whether a text without marks of thoughts is certainly the beginning of an answer.

        More text may follow.
        """
        if len(text) >= _HELD or _ANSWER_ENDS.search(text):
            return True
        if self._thinks or _MUSING.search(text):
            return False
        return len(text) >= _SURE or _CITED.search(text) is not None

    def _shown(self, text: str) -> str:
        text = _FOOTNOTE.sub(r"[\1]", _TOKEN.sub("", text))
        before = "" if self._line_start else "\0"  # so that "^" matches only at the beginning of a line
        text = _LIST_NUMBER.sub(r"\1", before + text).removeprefix("\0")
        if text:
            self._line_start = text.endswith("\n")
        return text


def _end_of_thoughts(text: str) -> int:
    """Return the position at which the last thought of a text ends; 0 if there is none."""
    return max((found.end() for found in _THOUGHT_ENDS.finditer(text)), default=0)


def plan_of(text: str) -> dict[str, Any] | None:
    """Return the first complete JSON object of a reply, after thoughts; None if there is none.

    Words around the object are ignored, because some models ignore the schema when they are told not to think. An
    object that is cut off is not accepted.
    """
    plain = text[_end_of_thoughts(text) :]
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
