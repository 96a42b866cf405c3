"""A worker script of one's own, as RQ's page on workers advises: what is imported here is not imported again in every fork.

    python3 worker.py [Worker|SimpleWorker]
"""

import os
import sys

import jobs  # noqa: F401
from connection import connection
from rq import Queue, SimpleWorker, Worker

kind = SimpleWorker if sys.argv[1:] == ["SimpleWorker"] else Worker
kind([Queue(connection=connection)], connection=connection).work(logging_level="WARNING" if "BENCH_QUIET" in os.environ else "INFO")
