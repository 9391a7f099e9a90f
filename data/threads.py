"""Limit the threads of numerical libraries; call it before NumPy is imported."""

from __future__ import annotations

import os


def one_thread() -> None:
    """Limit BLAS and OpenMP to one thread each, unless the user has set another number.

    Waiting threads of these libraries occupy the processor. While a language model or another worker is running, a text
    query with two threads is ten times slower instead of twice as fast. Hark uses several processes instead.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
