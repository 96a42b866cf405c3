"""What a body leaves behind: 16 bytes in one write, appended to a file that the process keeps open."""

import os
import struct
import time

_RECORD = struct.Struct("<qii")
_file = os.open(os.environ["BENCH_FILE"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644) if "BENCH_FILE" in os.environ else -1


def append(number):
    """Monotonic nanoseconds, the task's number, the process."""
    os.write(_file, _RECORD.pack(time.monotonic_ns(), number, os.getpid()))


def spin_one_millisecond():
    """Processor time of the calling thread, whatever else runs meanwhile."""
    end = time.thread_time_ns() + 1_000_000
    while time.thread_time_ns() < end:
        pass
