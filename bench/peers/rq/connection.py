import os

from redis import Redis

_host, _port = os.environ["BENCH_REDIS"].split(":")
connection = Redis(host=_host, port=int(_port))
