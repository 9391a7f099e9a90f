"""Requests that ask for no search: small talk, going back, and questions about the tracks shown."""

from __future__ import annotations

import re
from dataclasses import replace

from llm.conversation import Conversation
from llm.plan import Plan
from llm.understanding.judge import goes_back, talks
from llm.understanding.reading import ABOUT_MUSIC, Reading

from . import constraints
from .asides import beside_music
from .references import ANY_RANK, LIKE, POINTS_AT, RANK, ranks_in

_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|hallo|hola|bonjour|salut|good (?:morning|evening|afternoon)|yo|hiya)(?: there| "
    r"hark| you)?[\s,.!]*(?:(?:how are (?:you|things)|how's it going|how do you do|what's up|wie geht(?:'s| es dir)|"
    r"que tal|ca va|nice to meet you)(?: today| doing)?)?\W*$|^\W*(?:how are you|how's it going|what's up|"
    r"wie geht(?:'s| es dir)|que tal|comment ca va|ca va)\b[\w\s]{0,12}\W*$"
)
_THANKS = re.compile(
    r"^\W*(?:(?:ok|okay|great|cool|nice|perfect|super|wow|awesome|many|lovely|"
    r"wonderful|brilliant|excellent|beautiful|fantastic|amazing|good|fine|sweet|yes|genial|schon|vielen|"
    r"parfait|perfecto|muchas|mille|ah|oh)\W*)*"
    r"(?:(?:thanks|thank you|thx|merci|danke|"
    r"gracias)\b[\s,.!]*(?:that|this|it|you|these|those)(?:'s| is| was|'re| are| were)[\w\s]{0,20}|"
    r"thanks?(?: you)?(?: so much| a lot| very much)?|thx|merci|danke|gracias|cheers|ok|okay|great|cool|nice|perfect|"
    r"awesome|lovely|(?:good ?)?bye(?: bye| now)?|good ?night|see (?:you|ya)(?: later| soon)?|tschuss|adios|au revoir|"
    r"ciao|hasta luego|bis bald|auf wiedersehen)(?: hark)?\W*$"
)
_WHO = re.compile(
    r"\b(?:who|what) are you\b|\bwhat can you do\b|\bhow do(?:es)? (?:you|this|it) work\b|\bare you (?:a |"
    r"an )?(?:ai|bot|robot|human|real)\b|^\W*help\W*$"
)
_OFF_TOPIC = re.compile(
    r"^\W*(?:what(?:'s| is| are| was)|what (?:time|day|year|date)|who(?:'s)?|wer|quien|qui est|wie (?:spat|alt|viel)|"
    r"que hora|"
    r"quelle heure|where(?:'s| is)|when(?:'s| is| was| did)|why|how "
    r"(?:do|can|to|much|many|old|far|tall)|"
    r"(?:can|could) you (?:write|explain|translate|help|code|solve|order|book|call|buy|send|open|turn|set|"
    r"remind|cook)|write|translate|calculate|solve|"
    r"explain|tell me (?:a joke|about))\b"
)


_THE_LIBRARY = re.compile(
    r"^\W*how (?:big|large|many)\b.*\b(?:library|collection|(?:songs|tracks|pieces|files|albums|artists) (?:do|"
    r"are|have|in))\b"
)


_HALT = re.compile(
    r"^\W*(?:please )?(?:stop|pause|halt|shut up|stopp?e?|arrete|para)(?: it| that| playing| (?:the )?music)?"
    r"(?: please| now)?\W*$"
)
_ANYTHING = re.compile(
    r"\b(?:surprise me|double (?:that|it)|twice as many|half as many|"
    r"you (?:choose|pick|decide)|(?:your|dealer'?s) (?:choice|pick)|anything goes|"
    r"whatever you (?:like|want)|"
    r"uberrasch mich|sorprendeme|surprends[- ]moi|"
    r"(?:pls|please|gimme|give me|play(?: me)?|i need|i want|find me|got)\b[\w\s']{0,20}"
    r"\b(?:smth|sth|something|songs?|tunes?|music))\b"
)


def small_talk(reading: Reading, past: Conversation) -> Plan | None:
    """A greeting, thanks, a question about Hark or about anything but music."""
    text = reading.folded.strip()
    chat = bool(_GREETING.match(text) or _THANKS.match(text) or _WHO.search(text))
    chat = (
        chat
        or bool(_THE_LIBRARY.match(text))
        or beside_music(text, [m.concept.kind for m in reading.named], first=not past.shown)
    )
    if not chat and _OFF_TOPIC.match(text) and not reading.named and not ABOUT_MUSIC.search(text):
        chat = not past.shown or not POINTS_AT.search(text)
    chat = chat or bool(_HALT.match(text)) or (talks(reading) and not _ANYTHING.search(text))
    return Plan(reading.request, "chat") if chat else None


_LISTS = r"(?:ones?|lists?|results?|tracks?|search(?:es)?|songs?|selection|state|version|step|wish)"
_FORMER = r"(?:previous|earlier|last|old|first|original|former|other)"
UNDO = re.compile(
    r"^\W*(?:(?:no|nope|nah|ok|okay|actually|well|sorry|please|oops|hmm+|wait|can you|could you|let's|nein|non|nee|"
    r"on second thoughts?|mejor|lieber|doch)\W+)*(?:"
    r"(?:undo|revert|cancel|scrap|scratch|ignore|discard|forget|drop|reverse|take back)(?: (?:it|that|this|the last|"
    r"that last|the|my|"
    r"last|previous|change|step|thing|bit|part|request|refinement|one))*|"
    r"(?:ignore|forget|scrap) what i (?:just )?(?:said|asked|wrote)|never ?mind(?: (?:that|it))?|ctrl[\s+-]?z|"
    r"(?:(?:go|take me|bring|switch|step|let's go|turn|put|change|get)(?: me| it| them| that| things)? )?"
    r"(?:(?:one|a) (?:step|turn) )?back(?: (?:one|a step|please|again))?(?: (?:to )?(?:the )?(?:(?:ones?|list|"
    r"results?|tracks?|"
    r"songs?|what|those|previous|how|the way|like|as|earlier|last|old|before|first|original)\b[\w\s']{0,40}))?|"
    rf"take (?:it|that) back|previous|(?:(?:show|give|bring|restore|return|go|want|get)(?: me| us)?(?: back|"
    rf" to)* )?(?:the )?"
    rf"{_FORMER} {_LISTS}(?: (?:again|back|please|(?:was|were) (?:better|nicer|good)))*|"
    r"(?:show (?:me )?)?the ones (?:from )?before|"
    rf"(?:i )?(?:think )?(?:i )?(?:liked|preferred|prefer|like(?=.*\b(?:better|more)\b))"
    rf" (?:the {_FORMER}(?: {_LISTS})?|what (?:you|"
    rf"we) had(?: before)?|it "
    r"before|(?:the )?(?:list|ones) before)(?: better| more)?|"
    rf"(?:the {_LISTS} before|(?:that|it|this|they)(?: one)?(?: before)?) (?:was|were) (?:much )?(?:better|"
    rf"nicer)(?: before)?|"
    r"(?:as|like|how|what) (?:it was|they were|we had|you had|before|earlier)(?: it)?(?: before)?|"
    r"(?:geh |mach |nimm )?(?:das |es |die )?(?:(?:eins|einen schritt|noch eins) )?(?:zuruck|"
    r"ruckgangig)(?: (?:machen|bitte))?"
    r"(?: zu[rm]? \w+ ?\w*)?|mach das ruckgangig|wie (?:vorher|zuvor|eben)|(?:das|"
    r"die)(?: liste)?(?: von)? (?:davor|vorher|"
    r"vorigen?|vorherigen?|letzten?|alten?)(?: (?:liste|titel|stucke))?(?: (?:war|waren) besser)?|"
    r"retour\b[\w\s']{0,30}|reviens\b[\w\s']{0,25}|annule[rz]?(?: (?:ca|cela|tout|la derniere\w*))?|"
    r"(?:remets?(?: \w+)? )?comme "
    r"avant|(?:la liste|ceux|celles?|celui) d'avant|(?:c'etait|c'est) mieux avant|l[ae]s? precedente?s?|"
    r"atras|deshaz(?:lo)?(?: (?:eso|lo ultimo))?|deshacer|vuelve(?: a)?(?: (?:atras|la anterior|lo anterior|"
    r"lo de antes|la lista "
    r"anterior))?|volver|cancela(?: eso)?|como antes|(?:lo|la|los|las|el)(?: lista)? (?:anterior(?:es)?|"
    r"de antes)(?: (?:era|eran) "
    r"mejor(?:es)?)?|era mejor antes"
    r")(?: please| thanks| again| bitte)*\W*$"
)
_TO_THE_FIRST = re.compile(r"\b(?:first|original|ersten?|primer[ao]|premiere?)\b")
BACK = "back to the wish before the last"


def undo(reading: Reading, past: Conversation) -> Plan | None:
    """The wish before the last, when that is what is asked for."""
    if not UNDO.match(reading.folded) and not goes_back(reading):
        return None
    kept: list[Plan] = []  # the wishes as they stand once earlier steps back are taken
    for plan in (t.plan for t in past.turns if t.plan.kind in ("search", "refine")):
        if BACK in plan.notes:
            del kept[-1:]
        else:
            kept.append(plan)
    if len(kept) < 2:
        return Plan(reading.request, "chat")
    if _TO_THE_FIRST.search(reading.folded):
        begun = max((i for i, p in enumerate(kept[:-1]) if p.kind == "search"), default=0)
        return replace(kept[begun], request=reading.request, kind="refine", notes=("back to the first wish",))
    return replace(kept[-2], request=reading.request, kind="refine", notes=(BACK,))


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
EXISTS_WITH = re.compile(
    r"^\W*(?:(?:does|do|can|could|would) (?:it|they|this|that|these|those)(?: all)?(?: also)? (?:exist|come|"
    r"work|go|have|be)"
    r"(?: a version)?\b|(?:is|are) there (?:also )?(?:one|some|ones|any|a version|versions?|"
    r"something)\b.*\b(?:with|without|in|on)\b)"
)
_FOR_MORE = re.compile(
    r"^\W*(?:(?:is|are|do|does) there\b|do you have\b|(?:what|which) (?:songs|music|tracks) (?:do|can|"
    r"have)\b)"
)


_MORE_WORDS = re.compile(
    r"^\W*(?:please )?(?:tell me more|say more|more (?:details?|info|information)|explain|why)\W*$"
)
_PUT_ON = re.compile(rf"^\W*(?:(?:please |can you |now )?(?:play|start|put on|open|show me)(?: me)? )?{RANK}\W*$")


def question(reading: Reading, past: Conversation, found: constraints.Found) -> Plan | None:
    """A question about shown tracks, answered from facts without a new search."""
    if not past.shown:
        return None
    text = reading.folded
    if _PUT_ON.match(text) and (ranks := ranks_in(text, past.shown)):
        return Plan(reading.request, "about", about=tuple(ranks))
    has_with = EXISTS_WITH.match(text)
    if has_with and not re.match(r"^\W*(?:does|do) (?:it|they|this|that|these|those) have\b", text):
        return None  # "does it come with steel drums?" asks for another search
    about = (
        bool(_ASKED_OTHERWISE.match(text))
        or bool(_ASKS.match(text))
        or bool(_WHICH.match(text))
        or bool(_MORE_WORDS.match(text))
    )
    if not about or re.search(r"\b(?:what about|how about)\b", text) or found.k:
        return None
    after = re.match(r"^\W*(?:[a-z]+\W+){0,2}?which (?:ones?|track|song|piece)\b", text) or _QUESTION.match(text)
    ranks = ranks_in(text[after.end() if after else 0 :], past.shown)
    if LIKE.search(text) or (_FOR_MORE.match(text) and not ranks):
        return None
    return Plan(reading.request, "about", about=tuple(ranks))


_THAT_ONE = re.compile(r"\b(?:it|its|it's|that|that's|this|there|das|dies|da|darin|ca|cela|eso|esa?|ese)\b")


def spoken_of(text: str, past: Conversation) -> tuple[int, ...]:
    """ "and in what year was that?": the one track that the turn before was about."""
    before = past.turns[-1].plan if past.turns else None
    one = before is not None and before.kind == "about" and len(before.about) == 1
    return before.about if before is not None and one and _THAT_ONE.search(text) else ()
