"""Recognise requests in languages that the readers do not know, so that the answer can say so."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from data.vocabulary.mentions import tokens
from llm.language import languages

_LEAST_WORDS = 2
_SHARE = 0.5  # of the words of a request that no reader used
_CERTAIN = 0.75  # probability of a language from which it is named
# ISO 639-1 codes and English names of the languages that are told apart.
_NAMES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def foreign_language(text: str, unused: Sequence[str]) -> str:
    """Return the English name of the language of a request that the readers do not know; "" if they know it.

    It is recognised by its sequences of bytes (Lui and Baldwin, langid.py, ACL 2012).

    Args:
        text: the request.
        unused: the words of the request that no reader used. If they are few, the language is not looked at, because
            the recogniser takes most of a second to load.
    """
    words = [word for word, _, _ in tokens(text)] or text.split()
    left = sum(len(said.split()) for said in unused)
    if left < _SHARE * len(words) or (len(words) < _LEAST_WORDS and text.isascii()):
        return ""
    code, probability = _recogniser().classify(text)
    return _NAMES[code] if probability >= _CERTAIN and code not in {each.code for each in languages()} else ""


@cache
def _recogniser() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    recogniser = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    recogniser.set_languages(list(_NAMES))
    return recogniser
