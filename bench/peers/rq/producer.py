import jobs
import orders
from connection import connection
from rq import Queue

BODIES = {"none": jobs.none, "cpu": jobs.cpu, "await": jobs.await_, "hold": jobs.hold}
BATCH = 1000
queue = Queue(connection=connection)


class Producer:
    def enqueue(self, body, number):
        return queue.enqueue(BODIES[body], number, orders.TEXT).id

    def bulk(self, body, count):
        for start in range(0, count, BATCH):
            queue.enqueue_many([Queue.prepare_data(BODIES[body], (i, orders.TEXT)) for i in range(start, min(start + BATCH, count))])

    def workflows(self, count):
        for i in range(0, 11 * count, 11):
            ten = queue.enqueue_many([Queue.prepare_data(jobs.none, (n, orders.TEXT)) for n in range(i, i + 10)])
            queue.enqueue(jobs.none, i + 10, orders.TEXT, depends_on=ten)


orders.follow(Producer())
