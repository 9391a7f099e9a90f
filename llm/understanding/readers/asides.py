"""What is said to Hark that asks for no music: farewells, remarks, chores, questions about it or about the world.

It refuses doubt: whoever asks for something to listen to is searching, however the sentence begins.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from .turns import ABOUT_MUSIC

_BYE = re.compile(
    r"^\W*(?:(?:ok|okay|well|right|thanks|thank you|danke|merci|gracias|that's all|that is all)[\s,.!]+)*"
    r"(?:good ?bye|bye(?:[\s-]bye)?|see (?:you|ya)|cya|good ?night|farewell|take care|tschuss|ciao|auf wiedersehen|"
    r"bis (?:bald|spater|dann)|gute nacht|adios|hasta (?:luego|manana|pronto)|buenas noches|au revoir|a bientot|"
    r"bonne nuit|salut)(?: (?:for now|hark|then|later|soon|tomorrow|everyone|all))*\W*$"
)
_REMARK = re.compile(
    r"^\W*(?:(?:ok|okay|wow|oh|haha|hey)\W+)*(?:(?:lovely|brilliant|wonderful|fantastic|excellent|"
    r"amazing|sweet|nice one)"
    r"[\s,.!]+(?:thank you|thanks|thx|cheers|merci|danke|gracias)(?: (?:so|very) much| a lot)?|"
    r"(?:ha){2,}|lol|lmao|rofl|(?:just )?test(?:ing)?(?:[\s,]+(?:\d|one|two|three|this|123))*|ping|"
    r"(?:good|nice|great) (?:job|work|bot)|well done|(?:i )?love you|i hate you|you(?:'re| are| r) "
    r"(?:so |very |really |the |a )?(?:great|good|awesome|amazing|best|funny|stupid|dumb|useless|"
    r"smart|clever|cute|nice|"
    r"idiot|liar|annoying|weird)|you (?:suck|rock)|i'?m sorry|sorry|my name(?:'s| is) \w+|"
    r"(?:no problem|you'?re welcome|de nada|de rien|gern geschehen|bitte schon))\W*$"
)
_ABOUT_HARK = re.compile(
    r"\b(?:are|r) (?:you|u) (?:a|an|the|chat ?gpt|gpt|siri|alexa|claude|gemini|real|alive|human|"
    r"conscious|sentient|awake|"
    r"there|online|offline|free|ok(?:ay)?|happy|married|male|female|listening|sure|on(?:line)?)\b(?! (?:of|to))|"
    r"\bwho (?:made|built|created|wrote|invented|programmed|developed|trained|owns|designed) (?:you|this app|hark)\b|"
    r"\b(?:what(?:'s| is) your|do you have (?:a|any)) (?:name|age|job|feelings|purpose|emotions|soul|version|birthday|"
    r"favou?rite (?:colou?r|food|film|movie|animal))\b|\bhow old are you\b|\bwhere (?:are you|do you live)\b|"
    r"\b(?:what|which|how many) languages? (?:do|can|are)\b|\b(?:do|can) you (?:speak|understand|talk|sleep|dream|eat|"
    r"learn|remember me|hear me|see me|feel|think|lie|run offline|work offline|use the internet|store|collect|spy|"
    r"track me|know (?:me|my|who|what|how|where))\b|\bdo you (?:like|love|hate) (?:me|people|humans)\b|"
    r"\b(?:is|are) (?:my|this|hark|the app|it) (?:data|app|program|software|private|free|open[ -]source|offline|safe|"
    r"legal|secure)\b|\b(?:wer hat dich|wie heisst du|wie alt bist du|wer bist du|bist du (?:ein|eine|echt)|"
    r"was kannst du|welche sprachen|sprichst du|quien (?:te|eres)|como te llamas|"
    r"cuantos anos tienes|eres (?:un|una|real)|"
    r"que (?:sabes|puedes) hacer|que idiomas|hablas|qui (?:es-tu|t'a|etes-vous)|t'es qui|comment (?:tu )?t'appelles|"
    r"(?:es-tu|tu es) (?:un|une)\b|que (?:sais|peux)-tu faire|quelles langues|parles-tu|tu parles (?:anglais|francais))"
)
_USING = re.compile(
    r"^\W*(?:so |and |ok |hey |please )*(?:how (?:do|can|could|would|should) (?:i|we|you)|how to|"
    r"where (?:do|can|should) "
    r"(?:i|we)|can (?:i|we)|is it possible to|wie (?:kann|fuge|installiere|losche|andere|importiere|benutze) ich|"
    r"como (?:puedo |se )?|comment (?:puis-je |je peux |on )?)\s?"
    r"(?:add|import|install|index|scan|delete|uninstall|export|upload|update|upgrade|configure|set up|rescan|rename|"
    r"back ?up|connect|sync|share|download|save|use (?:this|you|hark)|change (?:the )?(?:settings|"
    r"language|theme|folder)|"
    r"hinzu|anadir|anado|agrego|agregar|instalar|instalo|borrar|importar|ajoute[rz]?|installe[rz]?|supprime[rz]?|"
    r"importe[rz]?)|^\W*wie fuge ich\b"
)
_CHORE = re.compile(
    r"^\W*(?:(?:hey|ok|okay|hark|please|could you|can you|would you|will you|i (?:want|need) (?:you )?to|kannst du|"
    r"konntest du|bitte|puedes|podrias|(?:est-ce que )?tu peux|peux-tu|pouvez-vous)[\s,]+)*(?:mir |me |m')?"
    r"(?:book (?:me|us|a|an|the|my)\b(?! club)|order (?:me|us|a|an|some)\b|remind me\b|wake me\b|"
    r"set (?:a|an|my|the) (?:timer|alarm|reminder|clock)|(?:call|text|e-?mail|phone|ring|"
    r"message) (?:me\b|my|mum|mom|dad|"
    r"him|her|a taxi|an)|send (?:an?|my|him|her|this) |buy (?:me |us |a |an |some )|turn (?:on|"
    r"off) (?:the )?(?:lights?|"
    r"tv|heating|lamp|oven|wifi)|translate\b|ubersetze|summari[sz]e\b|calculate\b|solve\b|proofread\b|"
    r"write (?:me |us )?(?:a |an |my |some )?(?:poem|essay|e-?mail|letter|code|story|function|script|report|cv)\b|"
    r"(?:tell|give) (?:me|us) (?:a |an |some |the )?(?:joke|story|fun fact|recipe|weather|news|time|riddle)\b|"
    r"(?:traducir|traduce|traduire|traduis|ubersetzen|calcula[r]?|calcule[r]?|reserva[r]?|reserve[rz]?)\b|"
    r"(?:cuentame|raconte|erzahl)\b.{0,12}(?:chiste|blague|witz)|(?:open|check|read) (?:my|the) (?:mail|e-?mails?|"
    r"calendar|browser|inbox|news|weather)|schedule (?:a|an|my)\b|navigate\b|google\b|draw (?:me )?(?:a |an )|"
    r"was kostet\b|cuanto (?:cuesta|es)\b|combien (?:coute|font)\b)|\b(?:das|diesen|dieses) \w+ ubersetzen\b"
)
_WORLD = re.compile(
    r"^\W*(?:(?:hey|ok|so|and|please|tell me)[\s,]+)*(?:(?:what(?:'s| is| are| will be)|how(?:'s| is)) (?:the )?"
    r"(?:weather|capital|time\b|date|news|temperature|score|population|meaning of life|square root|exchange rate|"
    r"distance|price)|will it (?:rain|snow|be (?:sunny|hot|cold))|is it (?:raining|going to (?:rain|snow)|snowing|"
    r"monday|friday|late)|who (?:won|is the (?:president|king|queen|prime minister|pope)|invented|discovered)|"
    r"how (?:do|can|should|would) (?:i|you|we) (?:cook|make (?!it|this|that|them|a (?:playlist|"
    r"mix))|bake|boil|fix|clean|"
    r"get to|repair|tie|lose|learn|spell|say|pronounce|change)\b|how (?:to|long to) (?:cook|bake|boil|fix|clean|spell|"
    r"tie|say)\b|(?:what(?:'s| is) |how much is |was ist |cuanto es |combien font )\d+\s*(?:[-+*/x]|"
    r"plus|minus|times|mal|por|fois)\s*\d+\W*$|\d+\s*[-+*/x]\s*\d+\s*=|\d+\s*[*x+]\s*\d+\W*$"
    r"|wie (?:wird das|ist das) wetter|wie spat ist|"
    r"que (?:tiempo hace|hora es|dia es)|quel(?:le)? (?:temps fait|heure est|jour)|il fait quel temps|"
    r"wie koche? (?:ich|man)|como se (?:cocina|hace|dice)|comment (?:cuire|faire cuire|dit-on|on dit))"
)
_FOR_LISTENING = re.compile(
    r"\b(?:music|musik|musique|musica|songs?|tracks?|tunes?|playlist|lieder|chansons?|canciones|"
    r"something|anything|etwas|"
    r"algo|quelque chose)\b"
)


_QUESTION = re.compile(
    r"^\W*(?:what|who|where|when|why|which|should|does|did|am|are we|is (?!there)|was|will|do (?:i|we|they|people)\b|"
    r"wo|wann|warum|welche[rs]?|donde|cuando|por que|ou|quand|pourquoi)\b.*\?\W*$"
)
_ELSE_RECOMMENDED = re.compile(
    r"\b(?:recommend|suggest|find|give|know|got)\b(?: me| us)?(?: an?| any| some| the)?"
    r"(?: good| nice| best)? (?:books?|"
    r"films?|movies?|restaurants?|recipes?|hotels?|tv (?:show|series)|dentist|plumber|flights?|jobs?|doctor)\b"
    r"(?: (?:nearby|near me|please|in \w+|to \w+))?\W*$"
)


def beside_music(text: str, kinds: Collection[str] = (), first: bool = True) -> bool:
    """Whether a request talks to Hark, or of the world, and asks for nothing to listen to.

    Args:
        text: folded.
        kinds: of the concepts that it names; an instrument or a style makes it a search.
        first: no tracks have been shown yet, so that a question cannot be about them.
    """
    if _BYE.match(text) or _REMARK.match(text) or _USING.match(text):
        return True
    if {"instrument", "genre"} & set(kinds) or _FOR_LISTENING.search(text):
        return False
    if _ABOUT_HARK.search(text) or _CHORE.match(text) or _WORLD.match(text) or _ELSE_RECOMMENDED.search(text):
        return True
    return first and not kinds and bool(_QUESTION.match(text)) and not ABOUT_MUSIC.search(text)
