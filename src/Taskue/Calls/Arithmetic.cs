using System.Globalization;
using System.Linq.Expressions;

namespace Taskue;

/// <summary>C#'s arithmetic on boxed numbers: the operators and types that arguments are commonly computed with.</summary>
internal static class Arithmetic
{
    public static bool Can(BinaryExpression e) =>
        e.Left.Type == e.Right.Type
        && (e.Left.Type == typeof(int) || e.Left.Type == typeof(long) || e.Left.Type == typeof(double))
        && e.NodeType is ExpressionType.Add or ExpressionType.Subtract or ExpressionType.Multiply or ExpressionType.Divide or ExpressionType.Modulo;

    public static object Apply(ExpressionType node, object left, object right) => left switch
    {
        int a => (object)Apply(node, a, (int)right), // without the cast all three would become double
        long a => Apply(node, a, (long)right),
        double a => Apply(node, a, (double)right),
        _ => throw new ArgumentOutOfRangeException(nameof(left)),
    };

    /// <summary>Whether a conversion loses neither size nor sign, so that it is the same checked and unchecked.</summary>
    public static bool CanWiden(Type from, Type to) =>
        (from == typeof(int) && (to == typeof(long) || to == typeof(double) || to == typeof(decimal)))
        || (from == typeof(float) && to == typeof(double))
        || ((from == typeof(byte) || from == typeof(short)) && (to == typeof(int) || to == typeof(long)));

    public static object? Widen(object value, Type to)
    {
        if (!CanWiden(value.GetType(), to))
        {
            return null;
        }

        return System.Convert.ChangeType(value, to, CultureInfo.InvariantCulture);
    }

    private static int Apply(ExpressionType node, int a, int b) => node switch
    {
        ExpressionType.Add => unchecked(a + b),
        ExpressionType.Subtract => unchecked(a - b),
        ExpressionType.Multiply => unchecked(a * b),
        ExpressionType.Divide => a / b,
        _ => a % b,
    };

    private static long Apply(ExpressionType node, long a, long b) => node switch
    {
        ExpressionType.Add => unchecked(a + b),
        ExpressionType.Subtract => unchecked(a - b),
        ExpressionType.Multiply => unchecked(a * b),
        ExpressionType.Divide => a / b,
        _ => a % b,
    };

    private static double Apply(ExpressionType node, double a, double b) => node switch
    {
        ExpressionType.Add => a + b,
        ExpressionType.Subtract => a - b,
        ExpressionType.Multiply => a * b,
        ExpressionType.Divide => a / b,
        _ => a % b,
    };
}
