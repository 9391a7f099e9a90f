"""Find requests that need no search: small talk, undo requests, and questions about shown tracks or the library."""

from __future__ import annotations

import re

from llm.language import words
from llm.understanding.findings import Act, Apart, Ends, Finding, Order, Request, TotalLength

from . import library
from .references import ANY_RANK, LIKE, RANK, ranks_in
from .turns import EXISTS_WITH

# Small talk that fixed words express. The tagger recognises all other small talk.
_CHAT = re.compile(
    rf"^\W*(?:(?:{words('praises')})\W+)*(?:(?:{words('greets', 'thanks', 'parts', 'halts', 'asks_for_help')})\b\W*"
    rf"(?:(?:{words('addresses')})\b\W*)*)+$"
)


UNDO = re.compile(
    r"^\W*(?:(?:no|nope|nah|ok|okay|actually|well|sorry|please|oops|hmm+|wait|can you|could you|let's|nein|non|nee|"
    r"on second thoughts?|mejor|lieber|doch)\W+)*"
    rf"(?:{words('undo')})(?: please| thanks| again| bitte)*\W*$"
)
_TO_THE_FIRST = re.compile(r"\b(?:first|original|ersten?|primer[ao]|premiere?)\b")
_QUESTION = re.compile(
    r"^\W*(?:so |and |but |ok |okay |hmm+ )*(?:why|what|what's|whats|who|who's|which|how|where|when|is|"
    r"are|does|do|did|was|tell me (?:more )?about|"
    r"describe|explain|compare|more about|info(?:rmation)? (?:on|about)|warum|was ist|pourquoi|por que)\b"
)
_ASKS = re.compile(
    r"^\W*(?:so |and |but |ok |okay |hmm+ )*(?:why\b|warum\b|pourquoi\b|por que\b|tell me (?:more )?about|"
    r"describe|explain|compare|more about|info|"
    r"(?:what|which|how|who|when|where|is|are|does|do|did|was|was ist)\b.{0,60}(?:\b(?:\d{1,2}|first|"
    r"second|third|fourth|fifth|last|this|that|it|these|those|them|one|ones)\b))"
)
_WHICH = re.compile(
    r"^\W*(?:so |and |but |ok )*(?:which|what)(?: (?:one|ones|track|song|piece))?(?: (?:out )?of (?:these|them|those|"
    r"(?:the|these|those) (?:\w+|\d+)))?(?: is| are| has| have|'s| was)? "
    r"(?:the )?(?:slow|fast|old|new|long|short|dark|bright|loud|quiet|calm|happ|sad|"
    r"best|low|high|most|least|small|great)\w*\b"
    r"|^\W*(?:so |and |but |ok )*(?:the )?(?:lowest|highest) (?:tempo|bpm)"
    r"(?: (?:one|here|of (?:these|those|them|all)))*\s*\?\W*$"
    r"|^\W*(?:so |and |but |ok )*(?:the )?(?:slowest|fastest|quickest|oldest|newest|most recent|longest|shortest)"
    r"(?: (?:one|track|song|piece))?(?: (?:here|(?:of|among) (?:these|those|them|all)))?\s*\?\W*$"
)
_ASKED_OTHERWISE = re.compile(
    rf"^\W*(?:and |und |y |et )?(?:what's |what is )?(?:the )?(?:key|tempo|bpm|year|artist|composer|length|duration|"
    rf"instruments?|mood|style|genre) (?:of|for|in) {ANY_RANK}\W*$"
    rf"|^\W*(?:und )?(?:in )?(?:welche[rsmn]?|was|wie|wer|cual(?:es)?|que|como|quien|cuanto|quel(?:le)?s?|"
    rf"la?quelle?|lequel|qui|"
    rf"de quand|en que|en quelle)\b.{{0,50}}?(?:{ANY_RANK}\W*$|\bmas (?:rapid|lent|antigu|nuev|larg|cort)|"
    r"\bplus (?:rapide|lent|ancien|vieux|recent|long|court)|(?:schnell|langsam|alt|neu|lang|kurz)e?ste)"
)
_FOR_MORE = re.compile(
    r"^\W*(?:(?:is|are|do|does) there\b|do you have\b|(?:what|which) (?:songs|music|tracks) (?:do|can|"
    r"have)\b)"
)


_MORE_WORDS = re.compile(
    r"^\W*(?:please )?(?:tell me more|say more|more (?:details?|info|information)|explain|why)\W*$"
)
_PUT_ON = re.compile(rf"^\W*(?:(?:please |can you |now )?(?:play|start|put on|open|show me)(?: me)? )?{RANK}\W*$")
_HAVE = re.compile(r"^\W*(?:does|do) (?:it|they|this|that|these|those) have\b")
_WHAT_ABOUT = re.compile(r"\b(?:what about|how about)\b")
_WHICH_ONE = re.compile(r"^\W*(?:[a-z]+\W+){0,2}?which (?:ones?|track|song|piece)\b")
_PICKS = re.compile(
    r"^\W*(?:(?:so|and|but|ok|okay|hmm+|und|y|et)\W+)*(?:"
    r"(?:is|are|do|does|has|have|did|was|were) (?:any|some|one|none|all|each|every)\b"
    r"(?: (?:one )?of (?:these|them|those))?|"
    r"any of (?:these|those|them)"
    r"(?= (?:with|in|by|from|that|have|has|without|over|under|longer|shorter|faster|slower)\b)|"
    r"which(?: (?:ones?|tracks?|songs?|pieces?))?(?: of (?:these|them|those))?(?: tracks?| songs?| pieces?)?"
    r"(?= (?:are|is|have|has|use|uses|contain|feature|features|include|got|come|comes|with|in|from)\b)|"
    r"how many(?: of (?:these|them|those))?(?: tracks| songs)?(?= (?:are|have|use|contain|feature|include|got|of)\b)|"
    r"(?:ist|sind|hat|haben) (?:eine?s?|einer|welche|manche|alle)\b(?: (?:davon|von (?:diesen|denen)))?|"
    r"welche[rs]?(?: davon| von diesen)(?= (?:ist|sind|hat|haben)\b)|"
    r"(?:hay|tiene|es|esta) algun[oa]\b(?: de (?:estas|estos|ellas|ellos))?|"
    r"(?:alguna?|cuales) de (?:estas|estos|ellas|ellos)\b|"
    r"(?:est-ce que )?(?:certain(?:e?s)|l'une?|un|une) d'entre (?:eux|elles)\b|lesquel(?:le)?s (?=ont|sont)"
    r")"
)  # fmt: skip
_SUPERLATIVE = re.compile(r"\b(?:most|least|earliest|latest|best|(?:slow|fast|quick|old|new|long|short)e?st)\b")
_THOSE = (
    r"(?:those|these|them|that one|the ones?(?: (?:with|that|in)\b[\w\s]{0,30})?|die|diese|esos|esas|estos|estas|"
    r"ceux-la|celles-la|ceux|celles)(?: (?:ones?|tracks?|songs?|pieces?|then|please|thanks|bitte))*\W*$"
)
_ONLY_THOSE = re.compile(
    r"^\W*(?:(?:ok|okay|great|cool|nice|yes|then|so|and|please|perfect|good|super|gut|bien|vale)\W+)*"
    r"(?:(?:(?:show|keep|give|play|leave|list)(?: me)? )?"
    r"(?:just|only|keep|yes|ja|si|oui|nur|bloss|solo|seulement|juste)\W?"
    rf"(?: (?:show|keep|play)(?: me)?)?|(?:keep|show)(?: me)?) {_THOSE}"
)


def read(request: Request) -> list[Finding]:
    """Find small talk, undo requests and questions about the shown tracks. Other findings may use the same words."""
    text = request.folded
    found: list[Finding] = []
    if _CHAT.match(text):
        found.append(Act("chat"))
    if UNDO.match(text):
        found.append(Act("undo"))
    if _TO_THE_FIRST.search(text):
        found.append(Act("to the first"))
    if not request.shown:
        return found
    if _ONLY_THOSE.match(text):
        found.append(Act("keeps"))
    if _PICKS.match(text) and not _SUPERLATIVE.search(text) and not ranks_in(text, request.shown):
        found.append(Act("picks"))
    ranks = _asked_about(request)
    return found if ranks is None else [*found, Act("asks", ranks)]


def _asked_about(request: Request) -> tuple[int, ...] | None:
    """Return the ranks of the shown tracks that a question is about.

    Returns:
        the ranks; () if the question is about all tracks, None if the request is no question.
    """
    text = request.folded
    if _PUT_ON.match(text) and (ranks := ranks_in(text, request.shown)):
        return tuple(ranks)
    if EXISTS_WITH.match(text) and not _HAVE.match(text):
        return None  # "does it come with steel drums?" asks for another search
    if _WHAT_ABOUT.search(text) or not any(
        pattern.match(text) for pattern in (_ASKED_OTHERWISE, _ASKS, _WHICH, _MORE_WORDS)
    ):
        return None
    after = _WHICH_ONE.match(text) or _QUESTION.match(text)
    ranks = ranks_in(text[after.end() if after else 0 :], request.shown)
    if LIKE.search(text) or (_FOR_MORE.match(text) and not ranks):
        return None
    return tuple(ranks)


def about_library(request: Request) -> list[Finding]:
    """Find a question about the library as a whole: "how many jazz songs do I have?", "my longest track"."""
    if any(isinstance(f, (TotalLength, Apart, Ends)) for f in request.found):
        return []  # asks for a list of music
    question = library.question_of(request.folded, shown=bool(request.shown))
    most = library.superlatives(request.folded)
    orders = [span for f in request.found if isinstance(f, Order) for span in f.spans]
    if question is None or any(a < end and start < b for a, b in orders for start, end in most):
        return []  # "slowest first" is an order
    return [Act("library", question=question, spans=most)]
