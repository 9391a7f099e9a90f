"""Recognise requests for the player, such as "play 3", "next" or "stop", which need no search.

A request is a command only as a whole. "Play something slow" is a search, because it gives neither a title nor a rank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Do = Literal["play", "all", "next", "previous", "pause", "resume", "start"]

_PLAY = r"(?:play|put on|spiele?|spiel mal|joue[rz]?|mets|pon|toca|reproduce)"
_RANK = re.compile(
    rf"{_PLAY}(?: me| mir| moi)?(?: (?:number|track|no\.?|nummer|die nummer|la|le|el|das|die|den|the))?"
    r" ?#?(?P<rank>\d{1,2})\.?",
    re.IGNORECASE,
)
_TITLE = re.compile(rf"{_PLAY} (?P<title>\S.*)", re.IGNORECASE)
_ORDINALS = {
    name: rank
    for rank, names in enumerate(
        ("first erste ersten premier première primera primero", "second zweite zweiten deuxième segunda segundo",
         "third dritte dritten troisième tercera tercero", "fourth vierte vierten quatrième cuarta cuarto",
         "fifth fünfte fünften cinquième quinta quinto", "last letzte letzten dernier dernière última último"), 1
    )
    for name in names.split()
}  # fmt: skip
_LAST = 6  # the rank of "last" in `_ORDINALS`
_ORDINAL = re.compile(rf"{_PLAY} (?:the|die|den|das|la|le|el) (?P<ordinal>\w+)(?: one| track| song)?", re.IGNORECASE)
_WORDS: dict[Do, str] = {
    "next": "next|next track|next song|skip|skip this|weiter|nächster|nächstes lied|suivant|suivante|siguiente",
    "previous": "previous|previous track|back one|zurück|vorheriger|précédent|précédente|anterior",
    "pause": "stop|pause|stop it|stop the music|stop playing|stopp|halt|arrête|arrêter|para|pausa|parar",
    "resume": "resume|play|continue playing|go on playing|abspielen|lecture|reanudar",
    "all": "play all|play them all|play everything|play these|alle abspielen|spiel alle|joue tout|toca todo",
    "start": "from the start|play from the start|from the beginning|von vorne?|depuis le début|desde el principio",
}


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that the player is asked to do."""

    do: Do
    rank: int = 0  # of the shown track to play, from 1; -1: the last one
    title: str = ""  # of the track to play, if no rank is named


def command(request: str) -> Command | None:
    """Return the command for the player that a request consists of; None if it is a search or a question.

    "play" with words after it is returned with these words as a title. The caller must check that such a track exists.
    """
    said = " ".join(request.split()).strip(" .!")
    for do, pattern in _WORDS.items():
        if re.fullmatch(pattern, said, re.IGNORECASE):
            return Command(do)
    if found := _RANK.fullmatch(said):
        return Command("play", int(found["rank"]))
    if (found := _ORDINAL.fullmatch(said)) and (rank := _ORDINALS.get(found["ordinal"].casefold())):
        return Command("play", -1 if rank == _LAST else rank)
    if found := _TITLE.fullmatch(said):
        return Command("play", title=found["title"].strip("\"'“”„«» "))
    return None
