#!/usr/bin/env bash
# FAISS: omp_set_num_threads limits only the Python thread that calls it.
#
# faiss.omp_set_num_threads(1) at the start of a program reads like a setting of the process. OpenMP keeps the number
# for each thread by itself: every other thread, one that a web server answers a request in for example, still searches
# batches with as many threads as there are cores. It has to be called in each thread that searches, or
# OMP_NUM_THREADS=1 has to be set before FAISS is imported.
#
# Exits with 0 while FAISS behaves like this, with 1 once it does not. Linux; needs python3 and a package index.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check faiss-cpu==1.15.1 numpy==2.4.6
cd "$folder"
cat > measure.py <<'PYTHON'
import os
import sys
import threading

import faiss
import numpy as np

print("faiss", faiss.__version__)
faiss.omp_set_num_threads(1)
index = faiss.IndexFlatIP(32)
index.add(np.random.default_rng(0).standard_normal((20_000, 32), dtype=np.float32))
queries = np.random.default_rng(1).standard_normal((256, 32), dtype=np.float32)


def started(limited):
    """Return (threads that OpenMP would use, threads that a search starts) in a new Python thread."""
    seen = []

    def ask():
        if limited:
            faiss.omp_set_num_threads(1)
        before = set(os.listdir("/proc/self/task"))
        index.search(queries, 10)
        seen.append((faiss.omp_get_max_threads(), len(set(os.listdir("/proc/self/task")) - before)))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    return seen[0]


here = faiss.omp_get_max_threads()
limit, extra = started(limited=False)
limit_set, extra_set = started(limited=True)
print(f"main thread, after omp_set_num_threads(1): {here} thread")
print(f"another thread: {limit} threads, a search starts {extra} more")
print(f"another thread that calls it as well: {limit_set} thread, a search starts {extra_set} more")
seen = (here, limit, extra, limit_set, extra_set) == (1, 4, 3, 1, 0)
print("seen: the limit of one thread does not hold in another" if seen else "CHANGED")
sys.exit(not seen)
PYTHON
OMP_NUM_THREADS=4 "$folder/venv/bin/python" measure.py
