namespace Taskue;

/// <summary>Finds the known word that was probably meant. The command line compiles this file, too.</summary>
internal static class Nearest
{
    private const int LongestWord = 100; // comparing takes time and memory with the product of the lengths

    /// <summary>The nearest of the known words, or null if none is near: a third of the letters may differ, and always one.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        (string? best, int distance) = (null, int.MaxValue);
        foreach (string one in known.Where(one => Math.Max(word.Length, one.Length) <= LongestWord))
        {
            int far = Distance(word, one);
            if (far < distance)
            {
                (best, distance) = (one, far);
            }
        }

        return distance <= Math.Max(1, word.Length / 3) ? best : null;
    }

    /// <summary>How many letters to add, drop, change or swap with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int change = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(change, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
