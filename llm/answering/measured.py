"""Find the concepts that measurements of a track support, such as "loud", compared with the rest of the library."""

from __future__ import annotations

from retrieval.query import Hit

_EXTREME = 0.75  # share of the library with a lower (or higher) value from which a measurement supports a concept
# Concepts that a measurement supports: the name of the measured fact, and whether a high or a low value does.
_MEASURED = {
    "loud": ("loudness_db", True), "quiet": ("loudness_db", False), "bright": ("brightness_hz", True),
    "low": ("brightness_hz", False), "energetic": ("energy", True), "calm": ("energy", False),
    "busy": ("density", True), "minimal": ("density", False),
}  # fmt: skip


def measured(hit: Hit, name: str) -> int | None:
    """Return the percentage of the library in which a measured concept is weaker than in a track.

    For "loud" this is the share of quieter tracks, for "quiet" the share of louder ones.

    Returns:
        the percentage; None if it is too low to support the concept, or if no measurement belongs to the concept.
    """
    fact, high = _MEASURED.get(name, ("", True))
    if (share := dict(hit.percentiles).get(fact)) is None:
        return None
    share = share if high else 1 - share
    return round(100 * share) if share >= _EXTREME else None
