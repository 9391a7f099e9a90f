"""Convert the ratings that players write into tags to a common scale of 0 to 5 stars."""

from __future__ import annotations

import re

_POPM = (1, 32, 96, 160, 224)  # the least value of one to five stars, as Windows and most players write POPM


def stars(name: str, value: str) -> float | None:
    """Return the stars of a rating, in halves; None if the tag states no rating.

    There is no standard: RATING may be 0 to 5, 0 to 10, 0 to 100 or 0 to 1, and its scale can only be guessed from the
    value. FMPS_RATING is 0 to 1 (freedesktop's media player specification), WM/SharedUserRating 0 to 99, POPM 0 to 255.

    Args:
        name: the tag's name in the file, such as "TXXX:FMPS_Rating".
        value: its value; of POPM, its number after "popm:".
    """
    found = re.search(r"\d+(?:[.,]\d+)?", value)
    if found is None:
        stars_drawn = value.count("\u2605") + value.count("*")
        return float(stars_drawn) if 0 < stars_drawn <= 5 else None
    number = float(found.group().replace(",", "."))
    plain = re.sub(r"[\W_]+", "", name.casefold())
    if value.startswith("popm:"):
        rated = float(sum(number >= least for least in _POPM))
    elif "fmpsrating" in plain:
        rated = 5 * number
    elif "wmshareduserrating" in plain:
        rated = float(round(number / 25) + 1) if number else 0.0
    elif number > 100:
        rated = float(sum(number >= least for least in _POPM))
    else:
        scale = 1 / 20 if number > 10 else 1 / 2 if number > 5 else 5.0 if number < 1 else 1.0
        rated = number * scale
    return round(2 * rated) / 2 if 0 < rated <= 5 else None
