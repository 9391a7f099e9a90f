#!/usr/bin/env bash
# FAISS: a memory-mapped inverted file starts up to 32 threads in every query, whatever omp_set_num_threads says.
#
# faiss.read_index(file, faiss.IO_FLAG_MMAP) gives OnDiskInvertedLists, which read the probed lists ahead with
# `prefetch_nthread` = 32 threads of their own. They are no OpenMP threads, so omp_set_num_threads(1) does not limit
# them. Once the file is in the page cache they only cost: a query of 48 lists takes about four times as long.
# `prefetch_nthread = 0`, or IO_FLAG_MMAP_IFC instead of IO_FLAG_MMAP, avoids it; the results are the same.
#
# Exits with 0 while FAISS behaves like this, with 1 once it does not. Linux; needs python3 and a package index.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check faiss-cpu==1.15.1 numpy==2.4.6
cd "$folder"
cat > measure.py <<'PYTHON'
import sys
import time

import faiss
import numpy as np

faiss.omp_set_num_threads(1)
print("faiss", faiss.__version__)
rng = np.random.default_rng(0)
vectors = rng.standard_normal((100_000, 64), dtype=np.float32)
index = faiss.index_factory(64, "IVF512,SQ8", faiss.METRIC_INNER_PRODUCT)
index.train(vectors[:30_000])
index.add(vectors)
faiss.write_index(index, "index.faiss")
queries = rng.standard_normal((200, 64), dtype=np.float32)
nprobe_48 = faiss.SearchParametersIVF(nprobe=48)


def measure(name, opened):
    """Print and return the share of processor time that threads other than the asking one take, and the results."""
    found, wall = [], []
    opened.search(queries[:1], 10, params=nprobe_48)
    of_process, of_thread = time.process_time(), time.thread_time()
    for query in queries:
        began = time.perf_counter()
        found.append(opened.search(query[None], 10, params=nprobe_48)[1][0])
        wall.append(time.perf_counter() - began)
    of_process, of_thread = time.process_time() - of_process, time.thread_time() - of_thread
    elsewhere = 1 - of_thread / of_process
    print(f"{name:40} median {1000 * np.median(wall):6.3f} ms, {elsewhere:4.0%} of processor time in other threads")
    return elsewhere, np.array(found)


_, truth = measure("read into memory", faiss.read_index("index.faiss"))
mapped = faiss.read_index("index.faiss", faiss.IO_FLAG_MMAP)
lists = faiss.downcast_InvertedLists(mapped.invlists)
print(type(lists).__name__, "prefetch_nthread =", lists.prefetch_nthread)
with_threads, found = measure("IO_FLAG_MMAP", mapped)
same = np.array_equal(found, truth)
lists.prefetch_nthread = 0
without, found = measure("IO_FLAG_MMAP, prefetch_nthread = 0", mapped)
same &= np.array_equal(found, truth)
other, found = measure("IO_FLAG_MMAP_IFC", faiss.read_index("index.faiss", faiss.IO_FLAG_MMAP_IFC))
same &= np.array_equal(found, truth)
seen = with_threads > 0.1 and without < 0.05 and other < 0.05 and same
print("seen: threads of its own for a memory-mapped query" if seen else "CHANGED")
sys.exit(not seen)
PYTHON
"$folder/venv/bin/python" measure.py
