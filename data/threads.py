"""Limit the threads of numerical libraries. To be called before NumPy is imported."""

from __future__ import annotations

import os


def one_thread() -> None:
    """Limit BLAS and OpenMP to one thread each, unless the user has set another number.

    Their threads wait by spinning: two of them beside a language model or another worker make a text query ten times
    slower instead of twice as fast. Work is spread over processes instead.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
