"""The tasks, loaded by the worker (celery -A tasks worker) and by the producer."""

import os
import time

import records
from celery import Celery

_url = f"redis://{os.environ['BENCH_REDIS']}/0"

# Without a result backend, which is its default, nothing is kept of a task that has ended. Chords need one.
app = Celery("tasks", broker=_url, backend=_url if "BENCH_RESULTS" in os.environ else None)
if "BENCH_PREFETCH" in os.environ:
    app.conf.worker_prefetch_multiplier = int(os.environ["BENCH_PREFETCH"])


@app.task
def none(number, text):
    records.append(number)


@app.task
def cpu(number, text):
    records.spin_one_millisecond()
    records.append(number)


@app.task(name="tasks.await")
def await_(number, text):
    time.sleep(0.01)
    records.append(number)


@app.task
def hold(number, text):
    records.append(number)
    if "BENCH_HOLD" in os.environ:
        time.sleep(600)


@app.task
def after(results, number, text):
    """The one task after ten: a chord's callback is given their results first."""
    records.append(number)
