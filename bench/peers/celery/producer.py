import orders
import tasks
from celery import chord

BODIES = {"none": tasks.none, "cpu": tasks.cpu, "await": tasks.await_, "hold": tasks.hold}


class Producer:
    def enqueue(self, body, number):
        return BODIES[body].delay(number, orders.TEXT).id

    def bulk(self, body, count):
        # There is no call for many; a group is the same loop with more around it. One connection for all of them.
        task = BODIES[body]
        with tasks.app.producer_or_acquire() as producer:
            for i in range(count):
                task.apply_async((i, orders.TEXT), producer=producer)

    def workflows(self, count):
        for i in range(0, 11 * count, 11):
            chord(tasks.none.s(n, orders.TEXT) for n in range(i, i + 10))(tasks.after.s(i + 10, orders.TEXT))


orders.follow(Producer())
