"""The jobs, loaded by the worker before it forks, and by the producer."""

import os
import time

import records


def none(number, text):
    records.append(number)


def cpu(number, text):
    records.spin_one_millisecond()
    records.append(number)


def await_(number, text):
    time.sleep(0.01)
    records.append(number)


def hold(number, text):
    records.append(number)
    if "BENCH_HOLD" in os.environ:
        time.sleep(600)
