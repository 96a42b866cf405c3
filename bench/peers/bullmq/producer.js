// Does what the bench says on standard input, one order a line, and answers each with one line.
import { FlowProducer, Queue } from 'bullmq';
import { statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { connection } from './connection.js';

const Batch = 1000;
const queue = new Queue('bench', { connection });
const flows = new FlowProducer({ connection });
const now = () => process.hrtime.bigint();
const data = (number) => ({ number, text: 'hello' });
const job = (name, number) => ({ name, data: data(number) });
const node = (number) => ({ name: 'none', queueName: 'bench', data: data(number) });
const range = (start, end, make) => Array.from({ length: end - start }, (_, i) => make(start + i));

async function inBatches(count, batch, add) {
  for (let i = 0; i < count; i += batch) await add(i, Math.min(i + batch, count));
}

async function timed(work) {
  const start = now();
  await work();
  return `done ${start} ${now()}`;
}

const size = (file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

const orders = {
  single: (count) => timed(async () => {
    for (let i = 0; i < count; i++) await queue.add('none', data(i));
  }),
  bulk: (count, body) => timed(() => inBatches(count, Batch, (start, end) => queue.addBulk(range(start, end, (i) => job(body, i))))),
  workflow: (count) => timed(() => inBatches(count, Batch / 10, (start, end) => flows.addBulk(range(start, end, (i) => (
    { ...node(11 * i + 10), children: range(11 * i, 11 * i + 10, node) }))))),
  hold: async (count) => {
    const ids = [];
    for (let i = 0; i < count; i++) ids.push((await queue.add('hold', data(i))).id);
    return `ids ${ids.join(' ')}`;
  },
  // One task at a time, the next one some milliseconds after the one before has run: the system is idle in between. The limit counts
  // from the second one: the first may have to wait for the worker to start.
  latency: async (count, file, seconds) => {
    const called = [];
    for (let i = 0; i < count && (i < 2 || now() - called[1] < BigInt(seconds) * 1_000_000_000n); i++) {
      called.push(now());
      await queue.add('none', data(i));
      const limit = Date.now() + 20_000;
      do await sleep(1); while (size(file) < 16 * (i + 1) && Date.now() < limit);
      await sleep(3 + (i % 3));
    }
    return `called ${called.join(' ')}`;
  },
};

await Promise.all([queue.waitUntilReady(), flows.waitUntilReady()]);
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const [order, count, ...rest] = line.split(' ');
  console.log(await orders[order](Number(count), ...rest));
}
process.exit(0);
