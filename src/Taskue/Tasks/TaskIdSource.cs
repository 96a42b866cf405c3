using System.Buffers;
using System.Security.Cryptography;

namespace Taskue;

/// <summary>Makes ids that rise: by the clock, and within a millisecond by a random step.</summary>
internal sealed class TaskIdSource(TimeProvider clock)
{
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int RandomBits = 58;
    private const ulong RandomMask = (1UL << RandomBits) - 1;

    private readonly Lock gate = new();
    private readonly byte[] pool = new byte[2048];
    private int used = 2048;
    private long lastMs;
    private ulong lastRandom;
    private long offsetMs;

    public static SearchValues<char> Alphabet { get; } = SearchValues.Create(Digits);

    /// <summary>How far the server's clock is ahead of the machine's.</summary>
    public TimeSpan ServerClockAhead
    {
        get
        {
            lock (gate)
            {
                return TimeSpan.FromMilliseconds(offsetMs);
            }
        }
    }

    /// <summary>Brings the clock of ids close to the server's, so that order by id is right within a second whatever the machine's clock says.</summary>
    public void SetServerTime(long serverMs)
    {
        lock (gate)
        {
            long before = offsetMs;
            offsetMs = serverMs - clock.GetUtcNow().ToUnixTimeMilliseconds();
            if (before - offsetMs > 1000)
            {
                lastMs = 0;
            }
        }
    }

    public string Next(int partition = 0)
    {
        long ms;
        ulong random;
        lock (gate)
        {
            ms = Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds() + offsetMs, lastMs);
            if (ms > lastMs)
            {
                // The top bit stays free, so that steps within the millisecond do not run over.
                random = NextRandom_NeedsLock() & (RandomMask >> 1);
            }
            else
            {
                random = lastRandom + 1 + (NextRandom_NeedsLock() & 0xFFFF_FFFF);
                if (random > RandomMask)
                {
                    ms++;
                    random &= RandomMask >> 1;
                }
            }

            (lastMs, lastRandom) = (ms, random);
        }

        return Write(((UInt128)(ulong)ms << (RandomBits + 10)) | ((UInt128)random << 10) | (uint)partition);
    }

    /// <summary>110 bits: 42 of time, 58 of randomness, 10 of partition; five bits a character from the right.</summary>
    private static string Write(UInt128 id) =>
        string.Create(TaskId.Length, id, static (text, bits) =>
        {
            for (int i = text.Length - 1; i >= 0; i--)
            {
                text[i] = Digits[(int)(bits & 31)];
                bits >>= 5;
            }
        });

    /// <summary>
    /// The id of a workflow's task: the same each time the workflow is sent, so that a repeated part stores nothing twice. The time of the
    /// workflow's id, and 58 bits mixed from it and the index (the finalizer of SplitMix64: Steele, Lea, Flood, OOPSLA 2014).
    /// </summary>
    public static string Derived(string workflowId, int index)
    {
        UInt128 bits = BitsOf(workflowId);
        ulong mixed = unchecked((ulong)(bits >> 10) + ((ulong)(index + 1) * 0x9E37_79B9_7F4A_7C15));
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        return Write((bits >> (RandomBits + 10) << (RandomBits + 10)) | ((UInt128)(mixed & RandomMask) << 10) | (bits & 0x3FF));
    }

    /// <summary>The creation time that an id carries: Unix milliseconds of its maker's corrected clock.</summary>
    public static long MillisecondsOf(ReadOnlySpan<char> id) => (long)(ulong)(BitsOf(id) >> (RandomBits + 10));

    /// <summary>The least id of a moment: all that are made then or later are not below it, as texts.</summary>
    public static string LeastOf(DateTimeOffset moment) =>
        Write((UInt128)(ulong)Math.Clamp(moment.ToUnixTimeMilliseconds(), 0, (1L << 42) - 1) << (RandomBits + 10));

    private static UInt128 BitsOf(ReadOnlySpan<char> id)
    {
        UInt128 bits = 0;
        foreach (char c in id)
        {
            bits = (bits << 5) | (uint)Digits.IndexOf(c, StringComparison.Ordinal);
        }

        return bits;
    }

    private ulong NextRandom_NeedsLock()
    {
        if (used == pool.Length)
        {
            RandomNumberGenerator.Fill(pool);
            used = 0;
        }

        ulong value = BitConverter.ToUInt64(pool, used);
        used += sizeof(ulong);
        return value;
    }
}
