namespace Taskue.Bench;

/// <summary>The fixed table of what is measured: <c>bench/peers/README.md</c> says why these.</summary>
internal static class PeerList
{
    private static readonly Dictionary<string, string?> Quiet = new() { ["BENCH_QUIET"] = "1" };

    public static Peer Taskue { get; } = new()
    {
        Name = "Taskue",
        Key = "taskue",
        Producer = Dotnet("taskue-peer", "producer"),
        Bulk = "EnqueueManyAsync",
        Singles = 8_000,
        Many = 300_000,
        Workflow = "two stages",
        Workflows = 8_000,
        Settings =
        [
            new("1 (default)", 25_000, 1, Dotnet("taskue-peer", "worker")),
            new("10", 100_000, 10, Dotnet("taskue-peer", "worker", "10")),
            new("100", 250_000, 100, Dotnet("taskue-peer", "worker", "100")) { LikelyBest = true },
            new("2 x 100", 250_000, 200, Dotnet("taskue-peer", "worker", "100")) { Processes = 2 },
        ],
    };

    public static Peer[] All { get; } =
    [
        Taskue,
        new()
        {
            Name = "BullMQ",
            Key = "bullmq",
            Producer = ["node", "producer.js"],
            Bulk = "addBulk, 1 000 a call",
            Singles = 3_000,
            Many = 20_000,
            Workflow = "FlowProducer.addBulk",
            Workflows = 1_500,
            Settings =
            [
                new("1 (default)", 8_000, 1, "node", "worker.js"),
                new("10", 30_000, 10, "node", "worker.js", "10"),
                new("100", 40_000, 100, "node", "worker.js", "100"),
                new("2 x 50", 40_000, 100, "node", "worker.js", "50") { Processes = 2, LikelyBest = true },
            ],
        },
        new()
        {
            Name = "Sidekiq",
            Key = "sidekiq",
            Producer = ["/usr/bin/ruby", "producer.rb"],
            Bulk = "perform_bulk (push_bulk), 1 000 a call",
            Singles = 5_000,
            Many = 80_000,
            Workflow = "none: batches are paid (Sidekiq Pro)",
            Settings =
            [
                new("10 threads (default)", 15_000, 10, "/usr/bin/sidekiq", "-r", "./jobs.rb"),
                new("5, quiet", 20_000, 5, "/usr/bin/sidekiq", "-r", "./jobs.rb", "-c", "5") { Environment = Quiet },
                new("10, quiet", 20_000, 10, "/usr/bin/sidekiq", "-r", "./jobs.rb", "-c", "10") { Environment = Quiet },
                new("25, quiet", 20_000, 25, "/usr/bin/sidekiq", "-r", "./jobs.rb", "-c", "25") { Environment = Quiet },
                new("2 x 10, quiet", 30_000, 20, "/usr/bin/sidekiq", "-r", "./jobs.rb", "-c", "10") { Environment = Quiet, Processes = 2, LikelyBest = true },
            ],
        },
        new()
        {
            Name = "Hangfire",
            Key = "hangfire",
            Producer = Dotnet("hangfire-peer", "producer"),
            Bulk = "none: a loop on 8 threads",
            Singles = 500,
            Many = 1_500,
            Workflow = "none: batches are paid (Hangfire Pro)",
            Settings =
            [
                new("5 a core (default)", 1_500, 5 * System.Environment.ProcessorCount, Dotnet("hangfire-peer", "worker")),
                new("20", 1_500, 20, Dotnet("hangfire-peer", "worker", "20")) { LikelyBest = true },
                new("50", 1_500, 50, Dotnet("hangfire-peer", "worker", "50")),
            ],
        },
        new()
        {
            Name = "Celery",
            Key = "celery",
            Producer = ["/usr/bin/python3", "producer.py"],
            Bulk = "none: a loop on one connection",
            Singles = 1_500,
            Many = 3_000,
            Workflow = "chord, with a result backend",
            Workflows = 60,
            Settings =
            [
                new("prefork, one a core (default)", 2_500, System.Environment.ProcessorCount, Celery()),
                new("prefork 2, prefetch 64", 3_000, 2, Celery("-c", "2", "--without-gossip", "--without-mingle")) { Environment = Prefetch, LikelyBest = true },
                new("prefork 4, prefetch 64", 3_000, 4, Celery("-c", "4", "--without-gossip", "--without-mingle")) { Environment = Prefetch },
                new("10 threads, prefetch 64", 2_500, 10, Celery("-P", "threads", "-c", "10", "--without-gossip", "--without-mingle")) { Environment = Prefetch },
            ],
        },
        new()
        {
            Name = "RQ",
            Key = "rq",
            Producer = ["/usr/bin/python3", "producer.py"],
            Bulk = "enqueue_many, 1 000 a call",
            Singles = 1_500,
            Many = 6_000,
            Workflow = "depends_on a list",
            Workflows = 40,
            Settings =
            [
                new("1 worker (default)", 150, 1, "/usr/bin/python3", "worker.py"),
                new("2 workers, quiet", 200, 2, "/usr/bin/python3", "worker.py") { Environment = Quiet, Processes = 2 },
                new("1 SimpleWorker, quiet", 1_200, 1, "/usr/bin/python3", "worker.py", "SimpleWorker") { Environment = Quiet },
                new("2 SimpleWorkers, quiet", 2_000, 2, "/usr/bin/python3", "worker.py", "SimpleWorker") { Environment = Quiet, Processes = 2, LikelyBest = true },
            ],
        },
    ];

    private static Dictionary<string, string?> Prefetch => new() { ["BENCH_PREFETCH"] = "64" };

    private static string[] Dotnet(string program, params string[] arguments) => ["dotnet", $"bin/Release/net10.0/{program}.dll", .. arguments];

    private static string[] Celery(params string[] arguments) => ["/usr/bin/python3", "-m", "celery", "-A", "tasks", "worker", .. arguments];
}
