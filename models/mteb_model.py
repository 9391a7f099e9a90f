"""Measure an encoder with MTEB, the Massive Text Embedding Benchmark, at every width of its vectors.

MTEB (the extra `mteb`) brings tasks with data and protocol, for example MusicCapsT2ARetrieval and GTZAN's genres. Its
figures can therefore be compared with those that it publishes. It downloads the data of a task.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import mteb
import numpy as np
from mteb.models import ModelMeta
from mteb.models.abs_encoder import AbsEncoder
from mteb.models.model_meta import ScoringFunction

from data.errors import UserError

from .encoder import Encoder, FloatArray, normalise, truncate
from .evaluate import widths_of

SCORES = ("recall_at_1", "recall_at_5", "recall_at_10", "map_at_10", "ndcg_at_10", "accuracy")  # as MTEB calls them


class MtebModel(AbsEncoder):
    """An encoder with MTEB's interface. Everything is embedded once; `width` may be changed between two evaluations."""

    def __init__(self, encoder: Encoder) -> None:
        self.model = encoder
        self.width = encoder.dim
        self._embedded: dict[tuple[Any, ...], FloatArray] = {}
        self.mteb_model_meta = ModelMeta(
            loader=None, name=f"hark/{encoder.name}", revision=encoder.fingerprint, release_date=None, languages=None,
            n_parameters=None, memory_usage_mb=None, max_tokens=None, embed_dim=encoder.dim, license=None,
            open_weights=True, public_training_code=None, public_training_data=None, framework=["PyTorch"],
            similarity_fn_name=ScoringFunction.COSINE, use_instructions=False, training_datasets=None,
            modalities=["audio", "text"],
        )  # fmt: skip

    def encode(
        self, inputs: Any, *, task_metadata: Any, hf_split: str, hf_subset: str, prompt_type: Any = None, **kwargs: Any
    ) -> FloatArray:
        """Embed the rows of a data loader as (n, width), L2-normalised.

        A row has a text, sound or both; the vectors of both are added. Sound of any length is heard whole.

        Args:
            inputs: data loader of the rows.
            task_metadata: of MTEB's task.
            hf_split: name of the split of the task's data.
            hf_subset: name of the subset of the task's data.
            prompt_type: whether the rows are queries or documents.
            **kwargs: further options of MTEB, which are not used.
        """
        key = (
            task_metadata.name,
            hf_split,
            hf_subset,
            prompt_type,
            len(inputs.dataset),
            tuple(inputs.dataset.features),
        )
        if key not in self._embedded:
            inputs.collate_fn = list  # the rows as they are, without MTEB's resampling
            vectors = [self._embed(row) for batch in inputs for row in batch]
            self._embedded[key] = normalise(np.stack(vectors))
        return truncate(self._embedded[key], self.width)

    def _embed(self, row: dict[str, Any]) -> FloatArray:
        """Return the sum of the vectors (dim,) of a row's text and sound."""
        vector = np.zeros(self.model.dim, np.float32)
        if isinstance(row.get("text"), str):
            vector += self.model.encode_text([row["text"]])[0]
        if (audio := row.get("audio")) is not None:
            samples = np.asarray(audio["array"], dtype=np.float32)
            mono = samples.mean(axis=0) if samples.ndim > 1 else samples  # (channels, samples)
            vector += self.model.encode_audio([mono], int(audio["sampling_rate"]))[0]
        return vector


def task_named(name: str) -> Any:
    """Return the task of MTEB with this name.

    Raises:
        UserError: there is no such task.
    """
    try:
        return mteb.get_task(name)
    except Exception as err:  # KeyError or ValueError, depending on the release
        raise UserError(
            f"MTEB has no task {name}.", "Its documentation lists them; MusicCapsT2ARetrieval is one."
        ) from err


def measure(
    encoder: Encoder, task: Any, progress: Callable[[int], None] | None = None
) -> list[tuple[int, dict[str, float]]]:
    """Evaluate an encoder on a task of MTEB at every width.

    Args:
        encoder: the encoder.
        task: a task, as `task_named` returns it.
        progress: called with each width before it is evaluated.

    Returns:
        for each width, smallest first: (width, MTEB's scores by name, averaged over splits and subsets).

    Raises:
        UserError: the data of the task cannot be loaded.
    """
    model = MtebModel(encoder)
    found = []
    for width in widths_of(encoder.dim):
        if progress is not None:
            progress(width)
        model.width = width
        try:
            result = mteb.evaluate(cast(Any, model), task, cache=None, show_progress_bar=False, co2_tracker=False)
        except (OSError, ConnectionError) as err:
            raise UserError(
                f"The data of {task.metadata.name} cannot be loaded ({err}).",
                "MTEB downloads it from the Hugging Face hub: connect to the network and try again.",
            ) from err
        found.append((width, _scores(result.task_results)))
    return found


def _scores(results: Sequence[Any]) -> dict[str, float]:
    """Return the main score and those of SCORES that a task has, averaged over its splits and subsets."""
    parts = [part for result in results for split in result.scores.values() for part in split]
    names = ("main_score", *SCORES)
    return {name: float(np.mean([p[name] for p in parts])) for name in names if all(name in p for p in parts)}


def table(scores: Sequence[tuple[int, dict[str, float]]]) -> str:
    """Return the scores as a table in per cent, one line per width."""
    names = list(scores[0][1])
    lines = [f"{'width':>6}" + "".join(f"{name:>13}" for name in names)]
    for width, of in scores:
        lines.append(f"{width:>6}" + "".join(f"{100 * of[name]:>13.1f}" for name in names))
    return "\n".join(lines)
