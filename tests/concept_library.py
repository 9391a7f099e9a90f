"""Build real libraries of a few tracks, without sound files, for tests.

The catalogue, the filters, the search and the ranking are Hark's own. Only the encoder is replaced, by one that has an
axis for each concept of the vocabulary. So each track has the vector of the concepts that the test gives it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from data.track import Track
from data.vocabulary.concepts import CONCEPTS
from data.vocabulary.mentions import mentions
from models.encoder import Encoder, FloatArray, normalise, truncate
from retrieval.catalogue.database import Entry
from retrieval.catalogue.files import vector_files, writing
from retrieval.library import Library
from retrieval.query import Hit, Query
from retrieval.search.ordering import Ranking
from retrieval.vectors.adaptive import prefix_width

_AXES = {concept.name: axis for axis, concept in enumerate(CONCEPTS)}
_CAPTIONS = {concept.caption: concept.name for concept in CONCEPTS}
_NOTHING = 511  # the axis of a text that names no concept
_REST = 510  # the axis that fills up a track's vector
_MOST = 12  # concepts of a track


class ConceptEncoder:
    """An encoder of texts with one axis for each concept and one for texts without a concept. It embeds no sound."""

    name = "concepts"
    dim = 512
    sample_rate = 16_000
    window_s = 1.0
    hop_s = 1.0
    fingerprint = "concepts-1"

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        raise NotImplementedError

    def encode_audio(self, waveforms: Sequence[FloatArray], sample_rate: int) -> FloatArray:
        raise NotImplementedError

    def encode_text(self, texts: Sequence[str]) -> FloatArray:
        return np.stack([_of_text(text) for text in texts])


@cache
def _of_text(text: str) -> FloatArray:
    caption = _CAPTIONS.get(text)
    named = [caption] if caption else [m.concept.name for m in mentions(text)]
    vector = np.zeros((1, 512), np.float32)
    vector[0, [_AXES[name] for name in named] or [_NOTHING]] = 1
    return normalise(vector)[0]


def sound_of(track: Track) -> FloatArray:
    """Return the unit vector (512,) of a track that sounds like its tags.

    Its cosine with a text grows with the number of concepts that both have.
    """
    known = track.known
    named = {m.concept.name for text in (*known.instruments, *known.mood, known.style) for m in mentions(text)}
    vector = np.zeros(512, np.float32)
    vector[[_AXES[name] for name in named]] = np.sqrt(1 / _MOST)
    vector[_REST] = np.sqrt(1 - len(named) / _MOST)
    return vector


class RecordingLibrary(Library):
    """A library that records the queries that it receives."""

    def __init__(self, home: Path, *, encoder: Encoder | None = None, ranking: Ranking | None = None) -> None:
        super().__init__(home, encoder=encoder, ranking=ranking)
        self.queries: list[Query] = []

    def search(self, query: Query) -> list[Hit]:
        self.queries.append(query)
        return super().search(query)


def build_library(
    home: Path,
    tracks: Sequence[Track],
    sounds: Mapping[str, FloatArray] | None = None,
    *,
    encoder: Encoder | None = None,
    ranking: Ranking | None = None,
    windows: Mapping[str, Sequence[str]] | None = None,
) -> RecordingLibrary:
    """Write a library of these tracks into `home`, and open it.

    Args:
        home: the library's folder.
        tracks: in the order of their rows; the files need not exist.
        sounds: track id -> (512,) unit vector; a track without one sounds like its tags.
        encoder: the encoder of texts; by default a `ConceptEncoder`.
        ranking: the settings of the ranking, as in `Library`.
        windows: track id -> the concept heard in each of its windows of five seconds, "" for none.
    """
    encoder = encoder or ConceptEncoder()
    vectors = np.array([(sounds or {}).get(t.track_id, sound_of(t)) for t in tracks], np.float32).reshape(-1, 512)
    with writing(home) as catalogue:
        with catalogue.transaction():
            for name, value in (("encoder", encoder.name), ("dim", "512"), ("fingerprint", encoder.fingerprint)):
                catalogue.set_meta(name, value)
            for folder in dict.fromkeys(track.folder for track in tracks):
                catalogue.add_folder(folder)
            first = 0
            for row, track in enumerate(tracks):
                of_track = (windows or {}).get(track.track_id, ())
                starts = 5 * np.arange(len(of_track), dtype=np.float32)
                catalogue.put([Entry(track, 1, 1, track.track_id, row, first, starts)])
                first += len(of_track)
        full, of_windows, prefixes = vector_files(home, catalogue, 512)
        full.write(0, vectors)
        prefixes.write(0, truncate(vectors, prefix_width(vectors.shape[1])))
        heard = [name for track in tracks for name in (windows or {}).get(track.track_id, ())]
        each = np.zeros((max(len(heard), 1), of_windows.dim), np.int8)
        for row, name in enumerate(heard):
            if name:
                each[row, _AXES[name]] = 127
        of_windows.write(0, each)
    ranking = ranking or Ranking(described=False)  # so that a test need not know what a network makes of its tags
    return RecordingLibrary(home, encoder=encoder, ranking=ranking)
