"""Does what the bench says on standard input, one order a line, and answers each with one line."""

import os
import sys
import time

TEXT = "hello"


def follow(producer):
    """The producer has enqueue(body, number) -> id, bulk(body, count) and workflows(count)."""
    print("ready", flush=True)
    for line in sys.stdin:
        order, count, *rest = line.split()
        print(_ORDERS[order](producer, int(count), *rest), flush=True)


def _timed(work):
    start = time.monotonic_ns()
    work()
    return f"done {start} {time.monotonic_ns()}"


def _single(producer, count):
    def work():
        for i in range(count):
            producer.enqueue("none", i)

    return _timed(work)


def _size(file):
    try:
        return os.stat(file).st_size
    except FileNotFoundError:
        return 0


def _latency(producer, count, file, seconds):
    """One task at a time, the next one some milliseconds after the one before has run: the system is idle in between.

    The limit counts from the second one: the first may have to wait for the worker to start.
    """
    called = []
    while len(called) < count and (len(called) < 2 or time.monotonic_ns() - called[1] < int(seconds) * 1_000_000_000):
        called.append(time.monotonic_ns())
        producer.enqueue("none", len(called) - 1)
        while True:
            time.sleep(0.001)
            if _size(file) >= 16 * len(called) or time.monotonic_ns() - called[-1] > 20_000_000_000:
                break
        time.sleep(0.003 + 0.001 * (len(called) % 3))
    return "called " + " ".join(map(str, called))


_ORDERS = {
    "single": _single,
    "bulk": lambda producer, count, body: _timed(lambda: producer.bulk(body, count)),
    "workflow": lambda producer, count: _timed(lambda: producer.workflows(count)),
    "hold": lambda producer, count: "ids " + " ".join(producer.enqueue("hold", i) for i in range(count)),
    "latency": _latency,
}
