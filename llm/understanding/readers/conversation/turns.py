"""Find words that show how a request relates to the conversation, such as "instead" or "what about".

Each pattern that matches the folded request gives an `Act`. The judge decides from the acts what kind of request it is.
"""

from __future__ import annotations

import re

from llm.language import words
from llm.understanding.findings import Act, ActName, Finding, Request
from llm.understanding.numbers import NOT
from llm.understanding.readers.refusals import sends_away

from .references import ELSE, LIKE, judges

_ABOUT_MUSIC = re.compile(
    r"\b(?:music|songs?|tracks?|tunes?|pieces?|melod\w+|play|playlist|listen\w*|hear|sounds?|audio|"
    r"instrument\w*|album|artist|band|key|tempo|bpm)\b"
)
_NEW_TOPIC = re.compile(
    r"^\W*(?:(?:now|ok|okay|next|new topic|new search|start over|actually)\W+)*(?:can you |could you |please |"
    r"would you )?"
    rf"(?:{words('begins')})"
)
_GOES_ON = re.compile(
    r"^\W*(?:(?:ok|okay|hmm+|eh|ah|oh|nice|cool|great|good|yes|no|now|please|can you|could you)\W+)*"
    rf"(?:{words('goes_on', 'but', 'with_', 'without', 'negations')})\b"
)
_ANEW = re.compile(rf"\b(?:{words('anew')})\b")


# "just harp": nothing else is wanted any longer. "Just the slow ones" keeps the other parts of the search.
_INSTEAD_OF_ALL = re.compile(
    r"^\W*(?:just|only|nur|bloss|seulement|juste|solo) (?!the\b|those\b|with\b|mit\b|avec\b|con\b)[a-z ]+\W*$"
)
_SO_MANY = re.compile(
    r"^\W*(?:(?P<more>double (?:that|it|the number)|twice as (?:many|long))|half (?:as|that|of that) ?(?:many|long)?|"
    r"(?:fewer|not so many|weniger)(?: (?:tracks|songs|results|of them|ones|titel|stucke))?(?: please)?\W*$)"
)


_INSTEAD = re.compile(
    r"\binstead\b|\b(?:i (?:actually |really )?(?:meant?|intended)|ich (?:meinte|meine)|je voulais dire|quise decir|"
    r"queria decir)\b"
)
_OTHER_INSTRUMENT = re.compile(
    r"\b(?:change|switch|swap) (?:the )?(?:instruments?|instrumentation|lead(?: instrument)?) (?:to|for|with|into)\b|"
    r"\b(?:different|other|another) instruments?\b"
)
# A question that asks for the music it names.
_IS_THERE = re.compile(r"^\W*(?:does|do|can|could|is|are|gibt|geht|hay|y a|il y a)\b.*\?\W*$")


# Words that speak to Hark: questions, orders, "you", thanks, a greeting. Without them the user may tell a story.
_ADDRESSED = re.compile(
    r"\?|^\W*(?:please |can |so |and |but |ok )*(?:tell|write|remind|book|help|translate|explain|open|order|call|set|"
    r"send|read|calculate|convert|solve|do|does|did|can|could|will|would|should|is|are|am|was|were|has|have|what|who|"
    r"whose|why|when|where|how|which|was|wer|wie|wo|wann|warum|kann|ist|sind|que|qui|quoi|c'est|qu'est|comment|"
    r"pourquoi|est-ce|"
    r"quand|como|cuando|quien|donde|puedo)\b|"
    r"\b(?:you|your|you're|u|ur|du|dich|dir|dein\w*|ihnen|tu|te|toi|vous|usted|contigo|eres|puedes|"
    r"th(?:an)?(?:k|x)s?|ta|cheers|danke|merci|gracias|hi|hello|hey|hallo|bonjour|hola|bye|goodbye|lol|haha\w*)\b"
)
_THAN = re.compile(
    r"^\W*(?:(?:a (?:bit|little|lot)|much|far|way|something|ones?|slightly|etwas|viel|un peu|beaucoup|un poco|mucho) )*"
    r"(?:\w{3,}er|(?:more|less|plus|moins|mas|menos) \w+) (?:than|as|als|que)\b"
)
_NEGATIVE = re.compile(
    rf"{NOT}\b|\b(?:out|off|away|hat(?:e|es|ed|ing)|cannot|sick|tired|bored|leave|skip|stop|enough|less|"
    rf"ban(?:ned)?|weg|raus|genug|"
    r"assez|odio|fuera|harto|harta)\b"
)

_ANYTHING = re.compile(
    r"\b(?:surprise me|double (?:that|it)|twice as many|half as many|"
    r"you (?:choose|pick|decide)|(?:your|dealer'?s) (?:choice|pick)|anything goes|"
    r"whatever you (?:like|want)|"
    r"uberrasch mich|sorprendeme|surprends[- ]moi|"
    r"(?:pls|please|gimme|give me|play(?: me)?|i need|i want|find me|got)\b[\w\s']{0,20}"
    r"\b(?:smth|sth|something|songs?|tunes?|music))\b"
)
EXISTS_WITH = re.compile(
    r"^\W*(?:(?:does|do|can|could|would) (?:it|they|this|that|these|those)(?: all)?(?: also)? (?:exist|come|"
    r"work|go|have|be)"
    r"(?: a version)?\b|(?:is|are) there (?:also )?(?:one|some|ones|any|a version|versions?|"
    r"something)\b.*\b(?:with|without|in|on)\b)"
)
_THAT_ONE = re.compile(r"\b(?:it|its|it's|that|that's|this|there|das|dies|da|darin|ca|cela|eso|esa?|ese)\b")

_SCRAPS = re.compile(r"^\W*(?:never ?mind|forget (?:it|that|this)|scrap that|skip that)\b\W")
_OF_THEM = re.compile(r"\b(?:it|them|these|those|the same)\b")
_SEEKS = re.compile(r"^\W*(?:i |find|search|music)")
_WHAT_ABOUT = re.compile(r"^\W*(?:what|how) about\b")
_BESIDES = re.compile(
    r"\binstead\b|\bas well\b|\btoo\W*$|\b(?:in|up|at the) front\b|\bin the (?:lead|foreground)\b|\bon top\W*$"
)
_BACK = re.compile(r"\b(?:back|previous)\b")
_QUESTION_MARK = re.compile(r"\?\s*$")

ACTS: dict[ActName, re.Pattern[str]] = {
    "about music": _ABOUT_MUSIC,
    "addressed": _ADDRESSED,
    "anew": _ANEW,
    "anything": _ANYTHING,
    "back": _BACK,
    "besides": _BESIDES,
    "exists with": EXISTS_WITH,
    "goes on": _GOES_ON,
    "instead": _INSTEAD,
    "instead of all": _INSTEAD_OF_ALL,
    "is there": _IS_THERE,
    "likens": LIKE,
    "new topic": _NEW_TOPIC,
    "of them": _OF_THEM,
    "other instrument": _OTHER_INSTRUMENT,
    "others": ELSE,
    "question mark": _QUESTION_MARK,
    "refuses": _NEGATIVE,
    "scraps": _SCRAPS,
    "seeks": _SEEKS,
    "than": _THAN,
    "that one": _THAT_ONE,
    "what about": _WHAT_ABOUT,
}


def read(request: Request) -> list[Finding]:
    """Find the acts of a request: words that show how it relates to the conversation."""
    text = request.folded.strip()
    found: list[Finding] = [Act(act) for act, pattern in ACTS.items() if pattern.search(text)]
    if many := _SO_MANY.match(text):
        found.append(Act("twice as many" if many["more"] else "half as many"))
    if judges(text):
        found.append(Act("judges"))
    if sends_away(text):
        found.append(Act("sends away"))
    return found
