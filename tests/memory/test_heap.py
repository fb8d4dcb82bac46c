"""The heap: what is put to it lies where it says, whoever else writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sitegen.memory.heap import Heap


def test_several_processes_write_at_the_same_time(tmp_path: Path) -> None:
    script = """
import os, sys
from pathlib import Path
from sitegen.memory.heap import Heap
from sitegen.workers import mapped

heap = Heap(Path(sys.argv[1]))
heap.open()
heap.begin()
texts = [str(n).encode() * (n % 500) for n in range(4_000)]

def put(texts):
    return list(zip(heap.append(texts), texts, [os.getpid()] * len(texts)))

found = list(mapped([], texts, 4, finish=put))
print([text for _, text, _ in found] == texts, len({process for _, _, process in found}) > 1)
print([heap.take(place, len(text)) for place, text, _ in found] == texts, heap.size == 16 + sum(map(len, texts)))
"""
    words = [sys.executable, "-c", script, str(tmp_path / "texts")]
    done = subprocess.run(words, check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout == "True True\nTrue True\n"


def test_it_is_written_anew_out_of_what_it_was(tmp_path: Path) -> None:
    heap = Heap(tmp_path / "texts")
    heap.open()
    heap.begin()
    head, [_, place] = heap.head, heap.append([b"old", b"kept"])
    with heap.anew() as before:
        [new] = heap.append([before.take(place, 4)])
    assert (heap.take(new, 9), heap.size) == (b"kept", 20)
    assert heap.head != head
    heap.close()
