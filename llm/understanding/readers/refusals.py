"""What must not be heard: "no drums", "without singing", "instrumental", "nothing too fast", "ohne Gesang".

Refusals are kept out of the text that is searched by sound: joint models embed "not rock" as rock (Huang et
al. 2022, MuLan, section 4.2.1). They become names to subtract, filters, or limits.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from data.text import fold
from data.vocabulary.concepts import Concept, concept, recognise
from data.vocabulary.mentions import Mention, Span, tokens
from data.vocabulary.relations import members
from llm.understanding.judge import really_refused, refuses
from llm.understanding.reading import Reading

_REFUSALS = re.compile(
    r"\b(?:neither|nor|with no|without(?: any)?|w/o|with out|no more|no|not any|nothing|none of (?:the|that)|never|"
    r"(?:i'm |i am |we're )?not (?:really |so |too |much |particularly |exactly )?(?:into|a fan of|fond of|"
    r"keen on|in the mood "
    r"for|interested in|up for|in favou?r of)|no fan of|not|zero|0|"
    r"(?:don't|dont|do not|doesn't|doesnt|does not|didn't|shouldn't|should not|mustn't|must not|can't|cannot|"
    r"won't|will not|"
    r"wouldn't|would not) (?:really |particularly |especially |even |actually |much )?(?:want|like|need|have|"
    r"include|play|use|"
    r"contain|be|stand|give me|feature|involve|enjoy|love|fancy|care for|bear|handle|feel like|"
    r"sound)(?: to (?:hear|have|be))?|"
    r"isn't|isnt|aren't|arent|wasn't|ain't|hate|loathe|can't stand|cannot stand|steer clear of|stay away from|"
    r"(?:sick|tired|bored|weary)(?: and tired)? (?:of|with)|fed up with|(?:had |heard |"
    r"have )?(?<!get )(?<!good )(?<!not )enough(?: of)?(?! to\b)|"
    r"allergic to|spare (?:me|us)|devoid of|void of|other than|"
    r"(?:could|can|would rather|i'd rather) do without|lay off|(?:dial|cut|pull|scale) (?:back|"
    r"down)(?: on)? (?:the|all)|"
    r"(?:tone|turn) down the|reduce the|ease (?:off|up on)|(?:too|trop|demasiad[oa]s?|zu) (?:much|many|viele?|"
    r"de)|demasiad[oa]s|zu viel|"
    r"(?:swap|replace|exchange|trade|switch|substitute)(?: out)?(?= (?:the |its |that )?[\w -]+ (?:for|with|by|to)\b)|"
    r"(?:tausche?n?|ersetzen?|ersetze|wechsle)(?= (?:mal |bitte )?(?:die |das |den )?[\w -]+ (?:gegen|durch)\b)|"
    r"(?:remplacer?|remplacez|echanger?|echangez)(?= (?:le |la |les |l')?[\w' -]+ (?:par|contre)\b)|"
    r"(?:cambia|cambiar?|sustituye|reemplaza)(?= (?:el |la |los |las )?[\w -]+ por\b)|"
    r"anstatt|statt|anstelle(?: von)?|au lieu (?:de|du|d')|a la place (?:de|du|des)|en lugar de|en vez de|"
    r"doesn't (?:have|contain|use|include)|dislike|avoid(?:ing)?|except(?: for)?|excluding|exclude|"
    r"minus|sans|leave out|leaving out|"
    r"(?:take|turn|get|cut|drop|lose|remove|skip|ditch|kill|mute|scrap|ban|strip)(?: out| off| rid of|"
    r" away)? (?:the|all|"
    r"any|that|those)|get rid of|"
    r"(?:the )?(?:exact |complete )?opposite of|"
    r"hold the|go easy on the|instead of|rather than|anything but|everything but|less|fewer|free (?:of|from)|lacking|"
    r"minus the|ohne|kein(?:e[nrms]?)?|nichts?|niemals|weder|weniger|au(?:ss|ß)er|bloss nicht|auf keinen fall|"
    r"hasse|nicht mit|"
    r"pas de|pas d'|pas|aucune?|moins de|moins|rien de|rien d'|rien|jamais|sauf|hormis|sans|deteste|n'aime pas|"
    r"n'aimons pas|ni|"
    r"no me gustan?|odio|detesto|"
    r"sin|nada de|nada|ningun[ao]?|nunca|excepto|salvo|tampoco|menos|no quiero)\b"
)
_NOT_REFUSALS = re.compile(
    r"^(?:no|not|without|don't|never|nothing)\s+(?:more than|less than|later than|earlier than|longer than|"
    r"faster than|slower than|problem|idea|matter|doubt|worries|worry|only|just|"
    r"necessarily|enough|sure|bad|wonder|thanks|preference|rush|one(?! sing| of (?:those|these|your|the))|way|"
    r"wait|sorry|(?:seriously|"
    r"actually|really)(?=\s*[,.!?])|"
    r"shortage|lack|end|dearth|limit|half measures|beating|"
    r"mind|care|stop|forget|hesitate|(?:too )?picky|fussy|question|yet|exactly|pressure|limit)\b"
    r"|^nothing\s+beats?\b|^no[- ](?:nonsense|frills|fuss|brainer|holds)\b"
)
_BETWEEN = frozenset(  # words that may stand between a refusal and what it refuses
    "any the a an one too so very overly demasiado either please much more of kind sort type that is are be "
    "being real really overly super "
    "extremely all at "
    "this these those some it music songs song sounds sound sounding stuff tracks track pieces piece like anything "
    "something other to hear have with accompanied by featuring played using containing including on there s "
    "as quite si hint trace sign single bit drop touch sound whiff l me gusta gustan mit mag "
    "nada d instrumente instrument instruments instrumentos loud quite particularly "
    "sudden abrupt annoying obvious unexpected cheap boring endless constant plotzliche plotzlich brusque brusco "
    "especially people person someone anybody somebody "
    "le la les un une des du au aux el los las der die das den dem ein eine einen de d muy tan trop zu sehr musica "
    "musik musique".split()
)
_JOINS = frozenset("or and nor und oder noch et ou ni y o &".split())
_EITHER = frozenset("or nor oder noch ou ni o".split())
_TOO = frozenset("too so as quite very overly trop zu muy demasiado tan si".split())
_VOICES = frozenset("words vox talking talk speech chanting text texte texto palabras mots worte humming talky".split())
_ALONE = {"electric": "electric guitar", "electrics": "electric guitar", "elektrisches": "electric guitar"}
_DEGREES = frozenset("long short".split())  # that are no concepts; fast and slow are
_NOT_TOO_FAST, _NOT_TOO_SLOW = 120.0, 85.0  # bpm: where listeners begin to call music fast, and slow
_WITHOUT_VOICE = re.compile(
    r"\b(?P<not>(?:not|no|non|nicht|pas)(?: an?)?[\s-]+)?(?:instrumental[ea]?s?|ohne worte|non[\s-]vocal|wordless)\b"
    r"|\b(?:nobody|no ?one|not a soul|niemand|keiner|nadie|personne(?: ne)?)(?: (?:is|should|to|soll|sollte|que|"
    r"doit|darf|who|"
    r"that|starts?))*"
    r" (?:sing(?:s|ing|en|t)?|raps?|rapping|talks?|talking|speaks?|speaking|singt|cante|canta|chante|chanter|"
    r"hable|parle)\b"
    r"(?: (?:over|on|in) (?:it|top|them))?"
    r"|\b(?:don't|do not|dont) want (?:anyone|anybody|someone|people|somebody) (?:to )?(?:sing|singing|rap|talk|"
    r"talking)\b"
    r"|\bsin que nadie (?:cante|hable)\b|\bwithout (?:anyone|anybody|someone|people) (?:singing|talking)\b"
    r"|\b(?:only|just|nothing but)(?: the| musical)? instruments\b|\binstruments only\b|\b(?:nur|bloss) instrumente\b"
    r"|\b(?:que|seulement|uniquement|juste)(?: des| les)? instruments\b|\bsolo instrumentos\b|\bsolo instrumental\b"
    r"|\bno human voices?\b"
)
_INDIFFERENT = re.compile(
    r"\b(?:(?:(?:i|we) )?(?:don't|do not|dont) (?:mind|care (?:about|if|whether)(?: there(?:'s| is| are)|"
    r" it has| it's)?)|"
    r"with(?: or |/)without|(?:doesn't|does not|don't|needn't|need not) (?:have|need) to (?:be|have|contain|"
    r"include|feature)|"
    r"not necessarily|no need (?:for|of)|need(?:n't| not) (?:to )?be|(?:doesn't|don't) need|"
    r"no problem (?:if|with)(?: there(?:'s| is| are)|"
    r" it has)?|"
    r"whether(?: or not)?(?: there(?:'s| is| are)| it has)?|(?:it's |it is )?(?:ok|okay|fine) (?:if|"
    r"with)(?: there(?:'s| is| are)|"
    r" it has)?|muss nicht|mit oder ohne|egal ob(?: mit)?|avec ou sans|pas besoin de|pas forcement|peu importe|"
    r"con o sin|no importa si(?: hay| tiene)?|c'est pas grave s'il y a|"
    r"forget(?: about)? the|never ?mind(?: about)? the|(?:allow|permit|bring back)(?: the| some)?|"
    r"vergiss (?:die|das|den)|"
    r"oublie (?:la|le|les)|olvida (?:la|el)|"
    r"no hace falta|no hacen falta|da igual(?: si)?)\b"
)
_EITHER_WAY = re.compile(
    r"^\s*(?:(?:is|are|would be|may be|can be|optional|sind|ist) )?(?:totally |also |perfectly )?(?:(?:fine|ok|"
    r"okay|optional|"
    r"allowed|acceptable|no problem|all right|alright|welcome back|egal)\b(?: (?:again|now|too|with me|by me|"
    r"after all))?|"
    r"(?:(?:ist|sind|geht|gehen|darf|durfen|kann|konnen)\s+)(?:doch |jetzt |auch |schon |wieder |nun )*"
    r"(?:ok|okay|gut|egal|"
    r"erlaubt|dabei sein|rein|sein)?\W*$|(?:ca va|c'est bon|c'est ok|est ok|passe|sont ok)(?: finalement| aussi)?\W*$|"
    r"(?:tambien )?(?:vale|esta bien|esta ok|no molesta)(?: tambien)?\W*$|"
    r"or (?:no|not|without|none)\b(?: \w+)?|(?:are |is )?back(?: in)?\b|after all\b)"
)
_THEN_REFUSED = re.compile(
    r"^\s*[,?:-]?\s*(?:no(?:pe)?(?:,? thanks?(?: you)?)?\W*(?=$|[,.;!?])|(?:is|are) (?:a )?(?:no-go|no go|"
    r"not ok|not okay|out|"
    r"forbidden|off limits|banned|not wanted|unwanted|too much)\b|(?:(?:definitely|absolutely|certainly|"
    r"really|surely|rather|most) not|lieber nicht|surtout pas|mejor no|para nada)\b\W*(?=$|[,.;!?])|"
    r"not (?:wanted|ok|okay|welcome|allowed|needed|"
    r"required)\b|"
    r"(?:makes?|turns?|gets?|is|are|sounds?) (?:it |them |everything |things |just |all |way |far |a bit |"
    r"much )*too (?:\w+)|"
    r"(?:ruins?|spoils?|kills?|wrecks?) (?:it|everything|the mood|the vibe)\b|"
    r"(?:out|away|weg|raus|fuera)(?: of (?:it|this|there|the mix))?\b\W*(?=$|[,.;!?]|please)|-free\b|"
    r"nein\b|bitte nicht\b|non merci\b|"
    r"no gracias\b|an? (?:miss|rest|pass|wide berth)\b)"
)
_KEEP_OUT = re.compile(
    r"\b(?:keep|leave|take|strip|cut|edit|throw|mag|mogen|lass|lasst|nimm|mach)\s+(?:the |any |all |das |die |den )?$"
)
_DOUBLED = re.compile(
    r"\b(?:not|nothing|no (?:\w+ )?|nicht|pas) ?(?:without|ohne|sans)\b|\bnot lacking\b|"
    r"\bno (?:shortage|lack|end|dearth|limit) of\b"
)
_FEARED = re.compile(r"\b(?:scared|afraid|terrified|frightened) (?:of|by)\b")
_NEEDED = re.compile(
    r"\b(?:(?:can't|cannot|can not|cant|couldn't|could not|won't|impossible to) "
    r"(?:live|do|be|go|work|survive|sleep|cope) without|"
    r"(?:kann|konnte) nicht ohne|peux pas (?:vivre|faire) sans|no puedo (?:vivir|estar) sin)\b"
    r"(?P<it> (?:it|them|that|those)\b)?(?: (?:my|the|an?|some|any|eine?n?|une?|una?))?\s*"
)
_TAIL = re.compile(r"(?: (?:stuff|things?|at all|whatsoever|of any kind|in it|in them))+\b")
_FREE_OF = re.compile(
    r"\b(?P<what>vocals?|voice|drums?|guitars?|lyrics?|bass|percussion|singing|words?|beat)[\s-]?(?:free|"
    r"less)\b|\bnon-(?P<non>[a-z]+)\b"
)


def read_refusals(reading: Reading) -> None:
    """Consume every refusal in the request."""
    vocals = _certainly("vocals")
    for match in _FREE_OF.finditer(reading.rest()):
        if match["what"]:
            _refuse(reading, recognise(match["what"]) or vocals, match.span())
        elif match["non"] not in ("vocal", "stop") and (named := recognise(match["non"])):
            _refuse(reading, named, match.span())
    for match in _WITHOUT_VOICE.finditer(reading.rest()):
        if match["not"]:  # "not instrumental"
            reading.wanted.append(vocals.name)
            reading.spans.append(match.span())
        else:
            _refuse(reading, vocals, match.span())
    _read_indifference(reading)
    for match in _DOUBLED.finditer(reading.rest()):  # "not without a banjo" wants one
        reading.spans.append(match.span())
    for match in _FEARED.finditer(reading.rest()):  # whoever is scared of something wants nothing scary by that
        reading.spans.append(match.span())
    for match in _NEEDED.finditer(reading.rest()):  # "can't live without my banjo": it is what is asked for
        near = [m for m in reading.named if m.start == match.end() or (match["it"] and m.end <= match.start())]
        reading.wanted += [m.concept.name for m in near[-1:]]
        reading.spans += [match.span(), *((m.start, m.end) for m in near[-1:])]
    _read_refused_before(reading)
    _read_without_what(reading)
    _read_sent_away(reading)
    _read_second_best(reading)
    at = 0
    while cue := _REFUSALS.search(reading.rest(), at):
        at = cue.end()
        if not _NOT_REFUSALS.match(reading.folded[cue.start() :]):
            _one_refusal(reading, cue)


_WITHOUT_WHAT = re.compile(
    r"(?:\bwithout|\bw/o|\bohne|\bsans|\bsin)(?:(?: (?:it|them|any|that|those))?(?: please)?\W*$|"
    r" (?:it|them|that|those)(?= please|[,.;!?]))"
)


def _read_without_what(reading: Reading) -> None:
    """ "everything has drums lately, give me stuff without": what was named last."""
    cue = _WITHOUT_WHAT.search(reading.rest())
    if cue and (named := [m for m in reading.named if m.end <= cue.start() and reading.free(m)]):
        _refuse(reading, named[-1].concept, (named[-1].start, named[-1].end))
        reading.spans.append(cue.span())


_SENT_AWAY = re.compile(
    r"(?<!don't )(?<!not )(?<!never )(?<!n't )\b(?:"
    r"(?:get rid of|remove|ditch|drop|lose|kill|cut|scrap|skip|exclude|mute|strip|bin) "
    r"(?:it|that|them|those|these|this)(?: all)?(?: out| away| off)?|"
    r"(?:leave|take) (?:it|that|them|those|these|this)(?: all)? (?:out|away|off)|"
    r"(?:(?:i|we) )?(?:don't|do not) (?:want|like|need) (?:it|that|them|those|any of (?:it|that))(?: in there| there)?|"
    r"not (?:that|it|those|them)|no more of (?:it|that|them|those)|no,? thanks?(?: you)?|enough of (?:it|that|them))"
    r"(?:[\s,]+(?:please|thanks|any ?more|again|for once|this time|ok))*\W*$"
)
_EVERYWHERE = re.compile(
    r"\b(?:every(?:thing|where| one| single| track| song)?|all (?:of )?(?:them|these|those|over)|each|again|"
    r"keep (?:hearing|getting)|"
    r"always|so (?:much|many)|too (?:much|many)|(?:bugs?|annoy(?:s|ing)?|irritat\w+|hurts?|bother(?:s|ing)?) (?:me|us)|"
    r"hear (?:an?|the|some)|(?:scared|afraid|terrified|sick) of|frightened by)\b"
)


def sends_away(reading: Reading) -> bool:
    """Whether the request ends in "take it out": no question then, whatever it begins with."""
    return bool(_SENT_AWAY.search(reading.folded))


def _read_sent_away(reading: Reading) -> None:
    """ "there's piano in all of these, get rid of it", "hmm, strings. not those": what was named last."""
    cue = _SENT_AWAY.search(reading.rest())
    named = [m for m in reading.named if cue and m.end <= cue.start() and reading.free(m)]
    if cue is None or not named:
        return
    last = named[-1]
    between = reading.folded[last.end : cue.start()]
    if re.search(r"\d", between):
        return  # "piano please, but number 3, remove it"
    close = re.fullmatch(r"\W*(?:again|then)?\W*", between)
    if close and re.search(r"\b(?:those|them)\b", cue.group()) and reading.folded[last.end - 1] != "s":
        return  # "calm piano, not those": the tracks
    if close or _EVERYWHERE.search(reading.folded[: cue.start()]):
        _refuse(reading, last.concept, (last.start, last.end))
        reading.spans.append(cue.span())


_NEITHER = re.compile(
    r"\b(?:(?:with|from|of) )?neither(?: of (?:them|those|these|the two))?(?: please)?\W*$|\bkeins von beiden\W*$|"
    r"\bni l'un ni l'autre\W*$|\bninguno de los dos\W*$"
)
_OPPOSITE = re.compile(
    r"\b(?:the |a )?(?:exact |complete |total |polar |very )?opposite\b(?!\s+(?:of|to)\b)|"
    r"\bdas (?:genaue )?gegenteil\b(?! von)|"
    r"\b(?:tout )?le contraire\b(?! d)|\blo (?:opuesto|contrario)\b(?! de| a)"
)
_SECOND_BEST = re.compile(  # "a clarinet rather than", "I'd rather have a clarinet than a saxophone"
    r"\b(?:rather|sooner|prefer(?:ably)?|lieber|eher|plutot|prefiero|prefere|mejor)\b(?P<best>[^.;!?]*?)\s"
    r"(?:than|over|to|als|que|a)\s+(?:an?\s|the\s|eine?n?\s|une?\s|una?\s|la\s|le\s|el\s)?$"
)


def _read_second_best(reading: Reading) -> None:
    """Refused by way of another: "my dad loves the banjo, I want neither", "the opposite", "rather X than Y"."""
    for cue, most in ((_NEITHER, 2), (_OPPOSITE, 9)):
        if (match := cue.search(reading.rest())) and (
            named := [m for m in reading.named if m.end <= match.start() and reading.free(m)]
        ):
            for mention in named[-most:]:
                _refuse(reading, mention.concept, (mention.start, mention.end))
            reading.spans.append(match.span())
    for mention in reading.named:
        match = _SECOND_BEST.search(reading.rest()[: mention.start])
        if match and reading.free(mention):
            start, end = match.span("best")
            if any(start <= m.start and m.end <= end and reading.free(m) for m in reading.named):
                _refuse(reading, mention.concept, (end, mention.end))


_NAME_AFTER = re.compile(
    r"(?:[\s,]|\b(?:that|this|the|any|anything|something|more|other|please|music|pieces?|stuff|by|from|of|or|nor|and|"
    r"von|oder|und|vom|de|du|d|par|ou|ni|et|por|y|o|johann|mit)\b)*"
)
_PIECE_AFTER = re.compile(r"(?: (?!and\b|but\b|or\b|with\b|please\b)[a-z]+){1,2}\s*(?=$|[,.;!?])")
_BY_OTHERS = re.compile(
    r",?\s*(?:\b(?:and|but)\s+)?\b(?:by|from|von|de|par|por)\s+(?:(?:somebody|someone) else|"
    r"(?:another|a different|some other|other|different) (?:artist|composer|musician|band|person|people)s?|"
    r"jemand anderem|(?:einem )?anderen? (?:komponisten|kunstler)|quelqu'un d'autre|un autre (?:compositeur|artiste)|"
    r"otra persona|alguien (?:mas|distinto)|otro (?:compositor|artista))\b"
)


def read_refused_artists(reading: Reading, artists: Collection[str]) -> str:
    """Consume "no Bach", "not that Wagner march", "by somebody else"; the request with these places blank."""
    if others := _BY_OTHERS.search(reading.folded):
        reading.spans.append(others.span())
        reading.cleared.add("artist")
        if by := {hit.track.artist for hit in reading.shown if hit.track.artist}:
            pointed = re.search(r"\b(?:number |track |song |like )#?(\d{1,2})\b", reading.folded)
            named = {h.track.artist for h in reading.shown if pointed and h.rank == int(pointed[1]) and h.track.artist}
            if named or len(by) == 1:
                reading.unwanted += [fold(name).split()[-1] for name in named or by]
    known = _surnames(frozenset(artists))
    for cue in _REFUSALS.finditer(reading.folded):
        if _NOT_REFUSALS.match(reading.folded[cue.start() :]):
            continue
        end = cue.end()
        while True:
            start = _NAME_AFTER.match(reading.folded, end).end()  # type: ignore[union-attr]
            name = re.compile(r"[^\W\d_]+").match(reading.folded, start)
            if name is None or name.group() not in known or start == cue.end():
                break
            if not known[name.group()] and not reading.request[start].isupper():
                break  # "no rush": a band that is called by one word has a capital
            reading.unwanted.append(name.group())
            end = name.end()
        if end > cue.end():
            if re.match(r"\s+(?:that|this|the)\b", reading.folded[cue.end() :]):
                piece = _PIECE_AFTER.match(reading.folded, end)  # "not that Wagner march"
                end = piece.end() if piece else end
            reading.spans.append((cue.start(), end))
    rest = reading.request
    for start, end in reading.spans:
        rest = rest[:start] + "#" * (end - start) + rest[end:]
    return rest


@lru_cache(maxsize=4)
def _surnames(artists: frozenset[str]) -> dict[str, bool]:
    """Last words of artists' names that are no sound's name, and whether a first name stands before them."""
    names: dict[str, bool] = {}
    for artist in artists:
        parts = fold(artist).split()
        parts = parts[:-1] if len(parts) > 2 and re.fullmatch(r"[ivx]+|jr\.?|sr\.?", parts[-1]) else parts
        if parts and len(parts[-1]) > 3 and parts[-1] not in _VOICES | _BETWEEN and recognise(parts[-1]) is None:
            names[parts[-1]] = names.get(parts[-1], False) or (len(parts) > 1 and parts[0] != "the")
    return names


def _read_indifference(reading: Reading) -> None:
    """ "I don't mind vocals", "with or without strings", "drums are fine": asked for by nobody, refused no longer."""
    for match in _INDIFFERENT.finditer(reading.rest()):
        mention = next((m for m in reading.named if m.start >= match.end() and reading.free(m)), None)
        near = mention is not None and not re.search(r"[,.;!?]", reading.folded[match.end() : mention.start])
        if mention is not None and near:
            reading.freed.add(mention.concept.name)
        reading.spans.append((match.start(), mention.end if mention is not None and near else match.end()))
    for i, mention in enumerate(reading.named):
        after = _EITHER_WAY.match(reading.rest()[mention.end :])
        if after is None or not reading.free(mention):
            continue
        end = mention.end + after.end()
        again = next((m for m in reading.named[i + 1 :] if m.start >= mention.end and m.start <= end), None)
        if re.match(r"\s*or ", after.group()):  # "drums or no drums", "vocals or not"
            if again is None and not re.match(r"\s*or not\b", after.group()):
                continue
            if again is not None and not _alike(again.concept.name, mention.concept.name):
                continue
            end = max(end, again.end if again else end)
        reading.freed.add(mention.concept.name)
        reading.spans.append((mention.start, end))


def _alike(a: str, b: str) -> bool:
    return a == b or a in members(b) or b in members(a)


def _read_refused_before(reading: Reading) -> None:
    """ "banjo? no thanks", "drums are a no-go", "keep the drums out": the refusal follows its thing."""
    for mention in reading.named:
        if not reading.free(mention):
            continue
        rest = reading.rest()
        after = _THEN_REFUSED.match(rest[mention.end :])
        if after is None:
            if rest[: mention.start].rstrip().endswith((" mag", "mag")) and re.match(
                r"\s+nicht\b", rest[mention.end :]
            ):
                _refuse(reading, mention.concept, (mention.start, mention.end + len(" nicht")))
            continue
        before = _KEEP_OUT.search(rest[: mention.start])
        alone = reading.shown and re.search(
            r"(?:^|[,;.&]|\b(?:and|ok|okay))\W*(?:the |that |die |das |den |el |la |los |las )?$", rest[: mention.start]
        )
        if after.group().strip().startswith(("out", "away", "weg", "raus", "fuera")) and before is None and not alone:
            continue  # but "piano out, guitar in"
        if re.match(r"\s*no\b", after.group()) and not re.search(
            r"\b(?:yes|ok|okay|ja|oui|si)\b", rest[: mention.start]
        ):
            continue  # "piano no drums" refuses what follows
        start = before.start() if before else mention.start
        _refuse(reading, mention.concept, (start, mention.end + after.end()))


_OF_OTHERS = re.compile(r"\b(?:people|someone|somebody|anyone|anybody|those|folks|listeners) (?:who|that)\s*$")


def _one_refusal(reading: Reading, cue: re.Match[str]) -> None:
    """Consume what one "no", "without", "ohne" refuses: concepts, a limit, or a plain word."""
    listed = _listed(reading, cue)
    listed.refused = really_refused(reading, listed.refused)
    if listed.degree:
        _limit(reading, listed.degree)
    for mention in listed.refused:
        name = mention.concept.name
        others = [m for m in reading.named if m.concept.name == name and m is not mention and reading.free(m)]
        elsewhere = bool(others)
        said = reading.folded[mention.start : mention.end]
        if elsewhere and _OF_OTHERS.search(reading.folded[: cue.start()]):
            continue  # "a rock song for people who don't like rock"
        before = [m for m in others if m.end <= cue.start()]
        if (
            before
            and not listed.too
            and all(reading.folded[m.start : m.end].rstrip("s") != said.rstrip("s") for m in before)
        ):
            reading.unwanted.append(said)  # "marches, but not military ones": a word of it, not the whole
            continue
        if name in ("fast", "slow") and (listed.too or cue.group() in ("not", "nicht", "pas", "nothing", "no")):
            _limit(reading, name)
        elif not (listed.too and elsewhere):  # "spooky, but not too scary" still wants it spooky
            reading.unwanted.append(name)
            reading.dropped.add(name)
    if listed.plain and refuses(reading, *listed.plain):
        word = reading.request[slice(*listed.plain)].lower()
        reading.unwanted.append("vocals" if word in _VOICES else _ALONE.get(word, word))
    if listed.refused or listed.plain or listed.degree:
        after = _TAIL.match(reading.folded, listed.end)
        reading.spans.append((cue.start(), after.end() if after else listed.end))


@dataclass(slots=True)
class _Listed:
    """What stands behind a refusing word."""

    end: int  # of the last word that belongs to it
    refused: list[Mention] = field(default_factory=list)
    too: bool = False  # "not too ..."
    degree: str = ""  # "not too long"
    plain: Span | None = None  # a word that is no concept: "without autotune"


def _listed(reading: Reading, cue: re.Match[str]) -> _Listed:
    text = reading.rest()
    found = _Listed(cue.end())
    at = cue.end()
    join = "first"  # how the next name is joined to the list; "" when it is not
    words = [t for t in tokens(text) if t[1] >= cue.end()]
    while words:
        word, start, stop = words.pop(0)
        gap = text[at:start]
        if "#" in gap or re.search(r"[.;!?:()]", gap):
            break
        if "," in gap:
            if not (found.refused and _list_goes_on(text[start:], len(found.refused))):
                break
            join = ","
        at = stop
        mention = next((m for m in reading.named if m.start == start and reading.free(m)), None)
        if mention is not None:
            if not join and found.refused and _wanted_elsewhere(reading, mention):
                found.end = mention.end  # "piano, but not jazz piano" refuses the jazz
                break
            if not _belongs(mention, found, join):
                break
            found.refused.append(mention)
            found.end = at = mention.end
            join = ""
            words = [t for t in words if t[1] >= mention.end]
        elif word in _DEGREES and not found.refused:
            found.degree, found.end = word, stop
            break
        elif word in _JOINS and found.refused:
            join = word
        elif word in _BETWEEN or (word == "in" and not found.refused):  # "not in a sad way"
            found.too = found.too or word in _TOO
        elif re.search(r"\bque\s+$", text[: cue.start()]) and not found.refused:
            continue  # "que no moleste", "que no tenga piano": the verb
        elif not found.refused and _names_a_thing(cue.group(), word):
            if words and text[stop : words[0][1]].isspace() and _starts_a_name(reading, words[0][1]):
                continue  # "without hand drums": the last word is the thing
            found.plain, found.end = (start, stop), stop
            break
        else:
            break
    return found


def _wanted_elsewhere(reading: Reading, mention: Mention) -> bool:
    name = mention.concept.name
    return any(m.concept.name == name and m.start < mention.start and reading.free(m) for m in reading.named)


def _starts_a_name(reading: Reading, at: int) -> bool:
    return any(m.start == at and reading.free(m) for m in reading.named)


def _belongs(mention: Mention, found: _Listed, join: str) -> bool:
    """Whether a name is one more thing refused; drops an adjective before the thing itself."""
    if not found.refused:
        return True
    same_kind = found.refused[-1].concept.kind == mention.concept.kind
    if not join:
        if same_kind or found.too:
            return False  # "not so slow jazz": jazz is wished for
        found.refused.pop()  # "no loud drums": the last word is the thing
        return True
    return same_kind or join in _EITHER  # "no drums and soft piano": a wish begins


def _list_goes_on(text: str, refused: int) -> bool:
    """Whether a comma list ends in "or X" / "and X" before the clause does: "no drums, bass or vocals"."""
    clause = re.split(r"[.;!?]|\bbut\b", text)[0]
    if re.match(r"(?:or|nor|oder|ou|ni)\b" if refused < 2 else r"(?:or|nor|and|oder|und|ou|ni|et|y|o)\b", clause):
        return True  # "jazz, blues, and country"
    return bool(
        re.match(
            r"^(?:(?:no |any )?[\w' -]{1,25},\s*)*(?:no |any )?[\w' -]{1,25}?,?\s(?:or|nor|and|oder|und|ou|et|ni|y|"
            r"o)\s",
            clause,
        )
    ) or clause.startswith("no ")


_STRONG = frozenset(
    {"no", "zero", "without", "without any", "with no", "ohne", "sans", "sin", "w/o", "no more", "minus", "nada de"}
)
_NEVER_PLAIN = frozenset(
    "i you me my we one need want thing things way where that which who what when then for with in on "
    "and or but please "
    "than longer faster slower more less only such other others later earlier it its how why there here is was can do "
    "end start time matter problem idea being having getting sounding going question instrument instruments #".split()
)


def _names_a_thing(cue: str, word: str) -> bool:
    return word in _ALONE or (cue in _STRONG and len(word) > 2 and word not in _NEVER_PLAIN and word.isalpha())


def _refuse(reading: Reading, what: Concept, span: Span) -> None:
    reading.unwanted.append(what.name)
    reading.dropped.add(what.name)
    reading.spans.append(span)


def _certainly(name: str) -> Concept:
    found = concept(name)
    assert found is not None, name
    return found


def _limit(reading: Reading, word: str) -> None:
    """ "not too fast" as a limit, and the assumption said."""
    if word == "fast":
        reading.filters.setdefault("tempo_max", _NOT_TOO_FAST)
        reading.notes.append(f"not too fast: under {_NOT_TOO_FAST:g} bpm")
    elif word == "slow":
        reading.filters.setdefault("tempo_min", _NOT_TOO_SLOW)
        reading.notes.append(f"not too slow: over {_NOT_TOO_SLOW:g} bpm")
    elif word == "long":
        reading.filters.setdefault("duration_max_s", 240.0)
        reading.notes.append("not too long: under 4:00")
    elif word == "short":
        reading.filters.setdefault("duration_min_s", 120.0)
        reading.notes.append("not too short: over 2:00")
