const [host, port] = process.env.BENCH_REDIS.split(':');

export const connection = { host, port: Number(port) };
