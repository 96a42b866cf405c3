using System.Linq.Expressions;

namespace Taskue;

/// <summary>The one place that knows <see cref="TaskSpec{T}.Result"/> in an argument: it stands for a value that does not exist yet.</summary>
internal static class SpecResult
{
    public static bool Is(Expression e) =>
        e is MemberExpression { Member: { Name: nameof(TaskSpec<>.Result), DeclaringType: { IsGenericType: true } type } }
        && type.GetGenericTypeDefinition() == typeof(TaskSpec<>);

    /// <exception cref="ArgumentException">A result stands somewhere in the expression.</exception>
    public static void RefuseInside(Expression e, string method, string parameter)
    {
        var finder = new Finder();
        finder.Visit(e);
        if (finder.Found)
        {
            throw Refuse(method, parameter, inside: true);
        }
    }

    public static ArgumentException Refuse(string method, string parameter, bool inside) => CallShape.Refuse(
        $"Argument '{parameter}' of {method} {(inside ? "computes with" : "is")} the Result of another task, which does not exist before that task has run, "
        + "and this version does not pass results on. Let the method take a TaskContext and read it there: context.FinishedTasksAsync().");

    private sealed class Finder : ExpressionVisitor
    {
        public bool Found { get; private set; }

        public override Expression? Visit(Expression? node) => Found ? node : base.Visit(node);

        protected override Expression VisitMember(MemberExpression node)
        {
            Found |= Is(node);
            return Found ? node : base.VisitMember(node);
        }
    }
}
