"""Define patterns for the words next to a name.

Some show that the neighbouring words are a name; others show what the user wants with that name. The patterns are
matched with text from `data.text.fold` (lower case, no accents). Those that end in "_BEFORE" match directly before a
name, those in "_AFTER" directly after it.
"""

from __future__ import annotations

import re

from llm.language import words

_NEAR = 120  # characters before a name in which a cue is looked for

OPEN, CLOSE = "\"'“‘«„", "\"'”’»“"
BY = r"by|composed by|written by|performed by|recorded by|von|komponiert von|par|composee?s? par|por|compuest[oa]s? por"
PLAY = (
    r"play|put on|hear|listen to|queue|start|spiele?n?|hore?n?|mach(?: mal)?|joue[rsz]?|mets|ecoute[rsz]?|pon(?:me)?|"
    r"toca|escuchar"
)
BY_BEFORE = re.compile(rf"\b(?:{BY})\s+(?:the (?:artist|composer|band) )?$")
BY_SAID = re.compile(rf"(?<!')\b(?:{BY})\s+")
OF_BEFORE = re.compile(
    r"\b(?:from|of|artists?:?|bands?|composers?:?|singers?|de|du|some|any|only|play|hear|got|have|want|all|just|me|ecouter|"
    r"escuchar(?: a)?|will|mochte|gerne)\s+$|\bd'$"
)
PLAY_BEFORE = re.compile(rf"\b(?:{PLAY})\s+(?:me |us |mir |uns |mal )?$")
TITLED_BEFORE = re.compile(
    r"\b(?:songs?|track|tune|piece|title|titled|called|lied|stuck|chanson|morceau|cancion|tema)(?: called)?:?\s+$"
)
ALBUM_BEFORE = re.compile(r"\balbum\s*:?\s*(?:called |named |titled |=)?\s*$")
ALBUM_AFTER = re.compile(r"\s+(?:album|record|lp|cd|ep|soundtrack|ost)\b")
TITLE_ENDS = re.compile(rf"\s*(?:(?:please|pls|bitte|por favor|thanks|now|again|for me)?\W*$|(?:{BY})\b)")
COURTESY = re.compile(rf"^\W*(?:{words('undo', 'greets', 'thanks', 'parts', 'halts', 'asks_for_help')})\W*")
INITIALS = re.compile(r"(?<!\w)(?:[a-z]\.\s?|[b-df-hj-np-tv-xz]\s){1,3}$")

ALBUM_SAID = re.compile(r"\balbum\b\s*:?\s*(?:called |named |titled |=)?\s*(?=[^\s,.!?])")
QUOTED = re.compile(r"[\"“«']([^\"”»']{2,80})[\"”»']")
_NAME_END = re.compile(
    rf"\s*(?:(?:[,;!?()\"]|(?<=\w\w)\.(?=\W|$))|\b(?:{words('with_', 'without', 'negations')}|and|or|but|und|from|in|"
    r"that|which|for|to|at|under|over|about|please|like|only|instead)\b|$)",
    re.IGNORECASE,
)

SENSATION = re.compile(
    r"\b(?:feel|taste|smell|look)(?:s|ing)? like\s+(?:\w+\s+)?$"
)  # compared with a thing, not with music

_STUFF = (
    r"(?:\s+(?:any|anything|something|more|other|music|songs?|tracks?|pieces?|stuff|the|an?|that|this|these|those|album|"
    r"record|artist|band|by|from|of|please|again|ever|me|us|my|old|early|late|von|vom|de|du|des|par|por|mit|mir|musik|"
    r"lieder|musique|musica|nor|or))*\s*[\"'“‘«„]?$"
)
REFUSED_BEFORE = re.compile(
    rf"\b(?:{words('refusing', 'without', 'excepting', 'negations', 'removing')}|"
    r"(?:don't|dont|do not|never|stop)(?: ever)? (?:play(?:ing)?|show(?:ing)?|suggest(?:ing)?|recommend(?:ing)?|put on|"
    r"give)|never|skip|block|ban|mute|hide|plus jamais|nie wieder|nunca mas)(?:(?: ever)? (?:play|show|hear|suggest|"
    rf"want(?: to hear)?|give|spiel|zeig)(?:ing)?)?(?<!not only)(?<!nothing but){_STUFF}"
)
REFUSED_AFTER = re.compile(
    r"\s*,?\s*(?:(?:never|not) again|(?:is|are) (?:banned|out)|no(?:pe)?,? thanks?|nie wieder|plus jamais|nunca mas)\b"
)
AGAIN = re.compile(r"\s+(?:any ?more|again|ever(?: again)?|please)\b")
THAT_BEFORE = re.compile(r"\b(?:that|this|the)\s+$")
PIECE_AFTER = re.compile(r"(?: (?!and\b|but\b|or\b|with\b|please\b)[a-z]+){1,2}\s*(?=$|[,.;!?])")  # "that Wagner march"
WITH_BEFORE = re.compile(r"\b(?:or|and|und|oder|et|ou|y|slow|fast|sad|happy|calm|quiet|loud)\s+$")
_LIKING = (
    r"\b(?:(?<!would )(?<!'d )like|similar(?: [a-z]+){0,2} to|alike|in the (?:style|manner|spirit|vein|mou?ld) of|"
    r"along the lines of|a la|(?:just )?as in|reminiscent of|(?:inspired|influenced) by|such as|"
    r"resembl\w+|remind(?:s|ed|ing)? me of|fans? of|"
    r"(?:vibes?|sound|feel|style|energy|mood|flavou?r|version|covers?) of|"
    r"(?:i|we|you|who|really|also) (?:love|enjoy|adore|dig)|(?:am|i'm|im|really|big|huge) into|obsessed with|between|"
    r"(?:mix|blend|mixture|cross) of|cross between|akin to|close to|than|reminds? of|wie|ahnlich wie|im stil von|"
    r"klingt nach|comme|dans le style de|a la facon de|como|parecid[oa]s? a|similar(?:es)? a|al estilo de)"
)
LIKED_BEFORE = re.compile(
    rf"{_LIKING}(?:\s+(?:the|early|late|old|older|newer|song|songs|music|stuff|something|anything|track|album|band|artist|by|from|"
    r"maybe|that|a bit|kinda|in|on))*\s*[\"'“‘«„]?$"
)
# A list of examples, up to a sign or a word that ends it, and what stands between its members.
LIST_OF_EXAMPLES = re.compile(rf"{_LIKING}\s+([^.:;!?()]+?)(?=$|[.:;!?()]|,? (?:but|please|aber|mais|pero)\b)")
BETWEEN_MEMBERS = re.compile(r"\s*,\s*(?:(?:and|or|und|oder|et|ou|y|o)\s+)?|\s+(?:and|or|und|oder|et|ou|y|o)\s+")
LIKED_AFTER = re.compile(
    r"(?:[\s-]?(?:like\b|esque\b|ish\b|inspired\b|influenced\b)|[\s-](?:style|sounding|types?|vibes?|sounds?|era|feel)\b)"
    r"(?:\s+beats?\b)?"
)
PASSIVE = re.compile(
    r"\b(?!composed|performed|recorded|produced|covered|played|inspired|influenced)[a-z]+ed by (?:the )?$"
)  # "surrounded by trees"
_MAKER_BEFORE = re.compile(r"\b(?:bands?|artists?|singers?|rappers?|composers?|groups?|duo|trio|producers?|djs?)\s+$")
CALLING_FOR_A_NAME = (BY_BEFORE, TITLED_BEFORE, LIKED_BEFORE, _MAKER_BEFORE)
NAME_BEFORE = (BY_BEFORE, OF_BEFORE, WITH_BEFORE, LIKED_BEFORE, REFUSED_BEFORE)
ALSO_LIKED = re.compile(r"\s+or (?:something|anything|stuff|similar)\b")
EXAMPLES_GIVEN = re.compile(
    r"\b(?:similar|recommend\w*|suggest\w*|sounds? like|"
    r"(?:more|artists?|bands?|songs?|music|something|anything|stuff) like|like (?:this|that|these|those|them)|"
    r"what (?:other|else)|if (?:i|you) (?:like|love)|fan|ahnlich\w*|empfiehl|recommand\w*|recomiend\w*)\b"
)
TOLD_BEFORE = re.compile(
    r"\b(?:(?:my|our) \w+(?:'s| is| was)? (?:called|named)|listen(?:ing|ed) to|played|heard|hearing|saw|seen|see|"
    r"watched|watching|met|book|dog is|cat is)\s+(?:a lot of |lots of |some |the )?$"
)
JOINED = re.compile(
    r"(?:'s?)?[\s,;|&/+]*(?:(?:and|or|nor|und|oder|et|ou|ni|y|o|e|by|from|off|of|von|de|par|por|meets|vs|ft|feat|maybe|the|"
    r"album|song)\b[\s.,]*)*[\"'”’“«»\s(-]*"
)


def end_of_name(rest: str) -> int:
    """Return the length of the name with which a text begins.

    The name ends before the first sign or word that no name contains.
    """
    end = _NAME_END.search(rest)
    return end.start() if end else len(rest)


def cue_before(text: str, start: int, pattern: re.Pattern[str]) -> int | None:
    """Return where a pattern that must end directly before text[start] begins; None if it does not match there."""
    since = max(start - _NEAR, 0)
    cue = pattern.search(text[since:start])
    return since + cue.start() if cue else None
