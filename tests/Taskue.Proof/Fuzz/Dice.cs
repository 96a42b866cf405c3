namespace Taskue.Proof.Fuzz;

/// <summary>Randomness from a seed, the same on every machine: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    /// <summary>The dice of one input: told apart by all that it depends on.</summary>
    public static Dice Of(ulong seed, string target, long number)
    {
        ulong mixed = seed;
        foreach (char letter in target)
        {
            mixed = unchecked((mixed ^ letter) * 0x100_0000_01B3);
        }

        var dice = new Dice(unchecked(mixed + ((ulong)number * 0x9E37_79B9_7F4A_7C15)));
        dice.Next();
        return dice;
    }

    /// <summary>0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound) => (int)(Next() % (uint)bound);

    public bool OneIn(int count) => Below(count) == 0;

    public byte Byte() => (byte)Next();

    private ulong Next()
    {
        state = unchecked(state + 0x9E37_79B9_7F4A_7C15);
        ulong mixed = unchecked((state ^ (state >> 30)) * 0xBF58_476D_1CE4_E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB);
        return mixed ^ (mixed >> 31);
    }
}
