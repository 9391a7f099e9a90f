"""Test that encoders are loaded by name, and that the instructions in docs/encoders.md add one."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from data.errors import UserError
from models.encoder import truncate
from models.registry import DEFAULT_ENCODER, ENCODERS, load_encoder

DOCS = Path(__file__).parents[2] / "docs" / "encoders.md"


def test_an_encoder_is_added_as_the_documentation_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    section = DOCS.read_text(encoding="utf-8").split("## Adding an encoder")[1].split("\n## ")[0]
    module, line = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    (tmp_path / "brightness.py").write_text(module, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    name, made = re.findall(r'ENCODERS\["(\w+)"\] = \("models\.encoders\.brightness", "(\w+)"\)', line)[0]
    monkeypatch.setitem(ENCODERS, name, ("brightness", made))

    encoder = load_encoder(name)

    seconds = np.arange(3 * 44_100) / 44_100
    hum, whistle = (np.sin(2 * np.pi * hertz * seconds).astype(np.float32) for hertz in (110, 3_000))
    heard = encoder.encode_audio([hum, whistle], 44_100)
    asked = encoder.encode_text(["something dark", "bright and clear"])
    assert (asked @ heard.T).argmax(axis=1).tolist() == [0, 1]
    np.testing.assert_allclose(np.linalg.norm(heard, axis=1), 1, atol=1e-6)
    assert truncate(heard, 1).shape == (2, 1)
    assert encoder.encode_text([]).shape == (0, 2)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UserError) as caught:
        load_encoder("nothing")
    assert all(name in str(caught.value.hint) for name in ENCODERS)


def test_the_default_encoder_is_one_of_them() -> None:
    assert DEFAULT_ENCODER in ENCODERS
