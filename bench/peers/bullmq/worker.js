// node worker.js [CONCURRENCY]
import { Worker } from 'bullmq';
import { setTimeout as sleep } from 'node:timers/promises';
import { connection } from './connection.js';
import { append } from './records.js';

const holds = process.env.BENCH_HOLD !== undefined;

// Processor time of the process: of node's threads only the one that runs this does any work here.
function spinOneMillisecond() {
  const start = process.cpuUsage();
  for (;;) {
    const used = process.cpuUsage(start);
    if (used.user + used.system >= 1000) return;
  }
}

const bodies = {
  none: async ({ number }) => append(number),
  cpu: async ({ number }) => {
    spinOneMillisecond();
    append(number);
  },
  await: async ({ number }) => {
    await sleep(10);
    append(number);
  },
  hold: async ({ number }) => {
    append(number);
    if (holds) await sleep(600_000);
  },
};

const options = { connection };
if (process.argv.length > 2) options.concurrency = Number(process.argv[2]);
const worker = new Worker('bench', (job) => bodies[job.name](job.data), options);
worker.on('error', (error) => console.error(error));
