"""Measure how fast whole tracks are indexed, decoding included, and how much memory thousands of files take.

    python benchmarks/indexing.py --music FOLDER [--music ...] [--limit 60] [--small 10000] [--output ...]
    python benchmarks/indexing.py --music FOLDER [--limit 60] --against CHECKOUT

This runs `hark index` with two workers on links to up to `--limit` files of the folders, then on `--small` short files
of noise. Speed is given in wall-clock time and in processor time of the workers, which is independent of other load and
includes loading the encoder. It refers to the decoded sound, at most six minutes per track. Memory is the resident
size, sampled twice a second, of each process, and of all together by tenths of the run. One recording is also embedded
with the audio tower of Microsoft CLAP 2023, with random weights, which take the same time as the published ones.

--against only compares the processor time of one thread with another checkout of Hark: both hear each file in turn, in
processes of their own. It also prints the greatest cosine distance of vectors, and the measured facts that differ.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from reporting import report

ROOT = Path(__file__).resolve().parents[1]
_TICKS, _PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGESIZE")


class Watch(threading.Thread):
    """A thread that samples the memory and processor time of a process and its children, until the process ends."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self.resident: dict[int, list[tuple[float, int]]] = {}
        self.cpu_s: dict[int, float] = {}
        self.together: list[int] = []  # (seconds, resident bytes of all processes)
        self.over = threading.Event()

    def run(self) -> None:
        """Take samples twice a second until the process ends."""
        began = time.monotonic()
        while not self.over.wait(0.5):
            together = 0
            for stat in [Path("/proc", name, "stat") for name in os.listdir("/proc") if name.isdigit()]:
                try:
                    fields = stat.read_text().rpartition(")")[2].split()
                    pid = int(stat.parent.name)
                    if pid != self._pid and int(fields[1]) != self._pid:
                        continue
                    self.cpu_s[pid] = (int(fields[11]) + int(fields[12])) / _TICKS
                    self.resident.setdefault(pid, []).append((time.monotonic() - began, int(fields[21]) * _PAGE))
                    together += int(fields[21]) * _PAGE
                except (OSError, ValueError, IndexError):
                    continue
            self.together.append(together)


def index(home: Path, folder: Path) -> tuple[dict[str, Any], float, Watch]:
    """Run `hark index`; return its report, its duration in seconds, and the samples of its processes."""
    argv = ["index", str(folder), "--library", str(home), "--json", "--progress", "--workers", "2"]
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "retrieval.cli", *argv], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    watch = Watch(process.pid)
    watch.start()
    output, _ = process.communicate()
    seconds = time.monotonic() - began
    watch.over.set()
    watch.join()
    if process.returncode:
        raise SystemExit("the run failed; `hark index` on the same folder says why")
    return json.loads(output), seconds, watch


def memory(watch: Watch) -> dict[str, Any]:
    """Return the size of the largest process, and the growth of a worker between its first and last files."""
    peak = {pid: max(size for _, size in samples) for pid, samples in watch.resident.items()}
    growth = []
    for samples in watch.resident.values():
        sizes = [size for _, size in samples]
        if len(sizes) >= 40:  # processes of at least twenty seconds: workers after loading
            first, last = sizes[len(sizes) // 4 : len(sizes) // 2], sizes[-len(sizes) // 4 :]
            growth.append(float(np.median(last) - np.median(first)) / 2**20)
    return {
        "largest_process_mb": round(max(peak.values()) / 2**20),
        "all_processes_mb": round(max(watch.together) / 2**20),
        "all_processes_mb_by_tenth": [round(max(part) / 2**20) for part in np.array_split(watch.together, 10)],
        "most_growth_of_a_process_mb": round(max(growth), 1) if growth else None,
    }


def beside(path: Path, where: Path) -> dict[str, Any]:
    """Embed one recording with each encoder on one thread; return the speed as a multiple of real time."""
    import torch

    from benchmarks.msclap_reference import FULL, write_checkpoint
    from data.audio import MAX_LISTEN_S
    from data.scan import FoundFile
    from models.encoders.compact import CompactEncoder
    from models.encoders.msclap import MsclapEncoder, Shape
    from retrieval.indexing.listening import hear

    torch.set_num_threads(1)
    shape = {**FULL, "text_layers": 1}  # the smallest possible text tower, because it is not used
    encoders = {
        "compact": CompactEncoder(),
        "msclap, random weights": MsclapEncoder(*write_checkpoint(where, shape), Shape(**shape)),
    }
    status = path.stat()
    speeds: dict[str, Any] = {}
    for name, encoder in encoders.items():
        encoder.embed_windows(np.zeros((1, round(encoder.window_s * encoder.sample_rate)), np.float32))
        began = time.process_time()
        heard = hear(FoundFile(str(path), status.st_size, status.st_mtime_ns), encoder)
        speeds[name] = round(min(heard.duration_s, MAX_LISTEN_S) / (time.process_time() - began), 1)
        speeds["seconds_of_sound"] = round(min(heard.duration_s, MAX_LISTEN_S), 1)
    return speeds


CHILD = """
import os, pickle, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import numpy as np
from data.scan import FoundFile
from data.threads import one_thread
one_thread()
from models.encoders.compact import CompactEncoder
from retrieval.indexing.listening import attempt
encoder = CompactEncoder()
encoder.embed_windows(np.zeros((1, round(encoder.window_s * encoder.sample_rate)), np.float32))
for line in sys.stdin:
    path = Path(line.rstrip("\\n"))
    status = os.stat(path)
    began = time.process_time()
    heard = attempt(FoundFile(str(path), status.st_size, status.st_mtime_ns, status.st_ctime_ns), encoder)
    spent = time.process_time() - began
    outcome = heard if isinstance(heard, str) else (heard.vector, heard.measured.to_json(), heard.damage)
    sys.stdout.buffer.write(pickle.dumps((spent, outcome)))
    sys.stdout.buffer.flush()
"""


def against(paths: list[Path], checkout: Path) -> dict[str, Any]:
    """Let this and another checkout hear each file in turn; compare their processor time, vectors and facts."""
    children = [
        subprocess.Popen([sys.executable, "-c", CHILD, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for root in (ROOT, checkout)
    ]
    spent: dict[str, list[float]] = {}
    distance, differing = 0.0, []
    for number, path in enumerate(paths):
        heard: dict[int, Any] = {}
        for k in (0, 1) if number % 2 else (1, 0):
            stdin, stdout = children[k].stdin, children[k].stdout
            assert stdin is not None
            assert stdout is not None
            stdin.write(f"{path}\n".encode())
            stdin.flush()
            seconds, heard[k] = pickle.load(stdout)
            spent.setdefault(path.suffix, [0.0, 0.0])[k] += seconds
        if isinstance(heard[0], str) or isinstance(heard[1], str):
            differing += [path.name] * (heard[0] is not heard[1] and str(heard[0]) != str(heard[1]))
            continue
        distance = max(distance, 1 - float(heard[0][0] @ heard[1][0]))
        differing += [path.name] * (heard[0][1:] != heard[1][1:])
    for child in children:
        child.communicate()
    here, there = (sum(pair[k] for pair in spent.values()) for k in (0, 1))
    return {
        "files": len(paths),
        "times_as_fast": round(there / here, 2),
        "by_ending": {ending: round(pair[1] / pair[0], 2) for ending, pair in spent.items()},
        "greatest_cosine_distance": round(distance, 6),
        "other_facts": differing,
    }


def main() -> None:
    """Measure speed and memory, print the results and write them."""
    sys.path.insert(0, str(ROOT))
    from data.audio import MAX_LISTEN_S
    from data.scan import scan
    from retrieval.catalogue.database import Catalogue

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--music", type=Path, action="append", default=[])
    parser.add_argument("--limit", type=int, default=60)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--against", type=Path, metavar="CHECKOUT")
    args = parser.parse_args()
    results: dict[str, Any] = {"what": "python benchmarks/indexing.py", "workers": 2, "cores": os.cpu_count()}
    with tempfile.TemporaryDirectory(prefix="hark-indexing-") as where:
        music = [found for folder in args.music for found in scan(folder) if found.size > 300_000]
        chosen = music[:: max(len(music) // args.limit, 1)][: args.limit] if music else []
        if args.against is not None:
            report(against([found.path for found in chosen], args.against), args.output)
            return
        if chosen:
            folder, home = Path(where, "music"), Path(where, "home")
            folder.mkdir()
            for number, found in enumerate(chosen):
                shutil.copy(found.path, folder / f"{number:04} {found.path.name}")
            indexed, seconds, watch = index(home, folder)
            catalogue = Catalogue(home / "catalogue.db")
            heard_s = sum(min(e.track.duration_s, MAX_LISTEN_S) for e in catalogue.entries())
            catalogue.close()
            cpu_s = sum(watch.cpu_s.values())
            results["recordings"] = {
                "tracks": indexed["added"],
                "skipped": len(indexed["skipped"]),
                "damaged": len(indexed["damaged"]),
                "hours_heard": round(heard_s / 3600, 2),
                "seconds": round(seconds, 1),
                "times_real_time": round(heard_s / seconds, 1),
                "processor_seconds": round(cpu_s, 1),
                "times_real_time_per_core": round(heard_s / cpu_s, 1),
                **memory(watch),
            }
            by_size = sorted(chosen, key=lambda found: found.size)
            results["one_recording_times_real_time_per_core"] = beside(by_size[len(by_size) // 2].path, Path(where))
        if args.small:
            folder, home = Path(where, "small"), Path(where, "small home")
            folder.mkdir()
            rng = np.random.default_rng(1)
            for number in range(args.small):
                samples = (0.1 * rng.standard_normal(2 * 22_050)).astype(np.float32)
                soundfile.write(folder / f"{number:05}.wav", samples, 22_050)
            indexed, seconds, watch = index(home, folder)
            results["small"] = {
                "tracks": indexed["added"],
                "seconds": round(seconds, 1),
                "tracks_per_s": round(indexed["added"] / seconds, 1),
                "processes": len(watch.resident),
                **memory(watch),
            }
    report(results, args.output)


if __name__ == "__main__":
    main()
