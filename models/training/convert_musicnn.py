"""Convert the published MusiCNN checkpoints to models/weights/musicnn.safetensors; run it by hand.

There are two steps, because reading the checkpoints needs TensorFlow, which the product does not use:

    python -m venv /tmp/tf
    /tmp/tf/bin/pip install tensorflow-cpu==2.15.1 'numpy<2' librosa==0.10.2 safetensors
    pip download --no-deps musicnn==0.1.0 && python -m zipfile -e musicnn-0.1.0-*.whl /tmp/musicnn
    export TARGET=models/weights/musicnn.safetensors
    /tmp/tf/bin/python models/training/convert_musicnn.py weights /tmp/musicnn/musicnn $TARGET
    python -m models.training.convert_musicnn calibrate FOLDER... $TARGET

`weights` reads both checkpoints and folds their linear parts: each batch normalisation becomes a scale and a shift, and
the last two become part of the dense layers after them. `calibrate` runs in Hark's environment and adds the arrays that
align tags with text: mean and deviation of each tag's log score over the recordings in the folders, the rotation, and
MiniLM's vector of each tag.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Tensors = dict[str, NDArray[Any]]

# Layers in the order in which the original graph (musicnn/models.py) creates them.
CONVOLUTIONS = ("timbral0", "timbral1", "temporal0", "temporal1", "temporal2", "mid0", "mid1", "mid2")
CHANNELS = 753  # channels of the pooled feature map: 561 of the front end, 3 * 64 of the middle
EPSILON = 1e-3  # epsilon of tf.compat.v1.layers.batch_normalization


def convert(checkpoint: Path) -> Tensors:
    """Read one checkpoint as float32, with kernels in torch's layout and batch normalisations folded in."""
    from tensorflow.python.training import py_checkpoint_reader

    reader = py_checkpoint_reader.NewCheckpointReader(f"{checkpoint}/")

    def read(name: str) -> NDArray[np.float64]:
        return np.asarray(reader.get_tensor(name), dtype=np.float64)

    def affine(i: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        name = "batch_normalization" + (f"_{i}" if i else "")
        scale = read(f"{name}/gamma") / np.sqrt(read(f"{name}/moving_variance") + EPSILON)
        return scale, read(f"{name}/beta") - scale * read(f"{name}/moving_mean")

    tensors: Tensors = {}
    tensors["input.scale"], tensors["input.shift"] = affine(0)
    for i, name in enumerate(CONVOLUTIONS):
        layer = "conv2d" + (f"_{i}" if i else "")
        kernel = read(f"{layer}/kernel")  # (time, band, 1, filters)
        if name.startswith("mid"):
            tensors[f"{name}.kernel"] = kernel[:, :, 0, :].transpose(2, 1, 0)  # (filters, channels, time)
        else:
            tensors[f"{name}.kernel"] = kernel.transpose(3, 2, 0, 1)  # (filters, 1, time, band)
        tensors[f"{name}.bias"] = read(f"{layer}/bias")
        tensors[f"{name}.scale"], tensors[f"{name}.shift"] = affine(i + 1)

    # The original flattens (channel, [max, mean]); here the maxima come first, then the means.
    order = np.arange(2 * CHANNELS).reshape(CHANNELS, 2).T.ravel()
    for name, layer, normalisation in (("dense", "dense", 9), ("tags", "dense_1", 10)):
        scale, shift = affine(normalisation)
        kernel = read(f"{layer}/kernel")  # (inputs, outputs)
        weight, bias = (scale[:, None] * kernel).T, read(f"{layer}/bias") + shift @ kernel
        tensors[f"{name}.weight"] = weight[:, order] if name == "dense" else weight
        tensors[f"{name}.bias"] = bias
    return {name: np.ascontiguousarray(tensor, dtype=np.float32) for name, tensor in tensors.items()}


def convert_both(package: Path, target: Path) -> None:
    """Write the weights of MTT_musicnn and MSD_musicnn and the mel filter bank that they were trained on."""
    import librosa
    from safetensors.numpy import save_file

    tensors: Tensors = {"mel": librosa.filters.mel(sr=16_000, n_fft=512, n_mels=96).astype(np.float32)}
    for checkpoint in ("MTT", "MSD"):
        layers = convert(package / f"{checkpoint}_musicnn")
        tensors |= {f"{checkpoint}.{name}": tensor for name, tensor in layers.items()}
    save_file(tensors, target)


def track_scores(folders: list[Path]) -> NDArray[np.float64]:
    """Return the mean log scores of the 100 tags for each recording, (n, 100).

    A window is scored every 12 seconds, for at most four minutes of a recording.
    """
    import soundfile

    from models.encoder import resample
    from models.encoders.musicnn import MusicnnEncoder

    encoder = MusicnnEncoder()
    window, hop = round(3 * encoder.sample_rate), round(12 * encoder.sample_rate)
    rows = []
    for path in sorted(path for folder in folders for path in folder.rglob("*.ogg")):
        if soundfile.info(path).duration < 15:
            continue  # too short to be a piece
        stereo, rate = soundfile.read(path, frames=240 * soundfile.info(path).samplerate, always_2d=True)
        mono = resample(stereo.mean(axis=1, dtype=np.float32), rate, encoder.sample_rate)
        windows = np.stack([mono[i : i + window] for i in range(0, len(mono) - window + 1, hop)])
        rows.append(np.log(encoder.taggram(windows).astype(np.float64)).mean(axis=0))
        print(f"{len(rows):4d}  {path.name}", flush=True)
    return np.stack(rows)


def calibrate(scores: NDArray[np.float64], target: Path) -> None:
    """Add the arrays that align sound and text to the weights.

    The rotation consists of the principal axes of the standardised scores in order of decreasing variance, so that the
    first d dimensions keep as much variance as possible.
    """
    from safetensors.numpy import load_file, save_file

    from models.encoders.minilm import MiniLM
    from models.encoders.musicnn import TAGS

    mean, deviation = scores.mean(axis=0), scores.std(axis=0)
    _, axes = np.linalg.eigh(np.corrcoef(scores.T))
    axes = axes[:, ::-1]
    axes *= np.sign(
        axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])]
    )  # the sign of an axis is arbitrary, so it is fixed
    tensors: Tensors = load_file(target)
    tensors["tags.mean"] = mean.astype(np.float32)
    tensors["tags.deviation"] = deviation.astype(np.float32)
    # "metal music", because MiniLM would take a bare "metal" for a material and "house" for a building.
    tensors["tags.text"] = MiniLM().embed([f"{tag} music" for tag in TAGS])
    tensors["rotation"] = np.ascontiguousarray(axes, dtype=np.float32)
    save_file(tensors, target)


def main() -> None:
    """Run the step (`weights` or `calibrate`) that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    steps = parser.add_subparsers(dest="step", required=True)
    weights = steps.add_parser("weights")
    weights.add_argument("package", type=Path)
    weights.add_argument("target", type=Path)
    calibration = steps.add_parser("calibrate")
    calibration.add_argument("folders", type=Path, nargs="+")
    calibration.add_argument("target", type=Path)
    arguments = parser.parse_args()
    if arguments.step == "weights":
        convert_both(arguments.package, arguments.target)
    else:
        calibrate(track_scores(arguments.folders), arguments.target)


if __name__ == "__main__":
    main()
