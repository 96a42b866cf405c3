using System.Linq.Expressions;

namespace Taskue;

/// <summary>Finds in an argument what the expression interpreter cannot evaluate, to say it better than the interpreter would.</summary>
internal static class UnstorableParts
{
    /// <exception cref="ArgumentException">The argument uses the service, or a span.</exception>
    public static void RefuseInside(Expression e, string method, string parameter)
    {
        var finder = new Finder();
        finder.Visit(e);
        if (finder.Fault is not null)
        {
            throw CallShape.Refuse($"Argument '{parameter}' of {method} {finder.Fault}");
        }
    }

    private sealed class Finder : ExpressionVisitor
    {
        private readonly HashSet<ParameterExpression> own = [];

        public string? Fault { get; private set; }

        public override Expression? Visit(Expression? node)
        {
            if (node is not null && node.Type.IsByRefLike)
            {
                Fault ??= $"uses a {TypeText.Of(node.Type)}, which cannot be evaluated here. Compute it into a local first.";
            }

            return Fault is null ? base.Visit(node) : node;
        }

        protected override Expression VisitLambda<T>(Expression<T> node)
        {
            own.UnionWith(node.Parameters);
            return base.VisitLambda(node);
        }

        protected override Expression VisitBlock(BlockExpression node)
        {
            own.UnionWith(node.Variables);
            return base.VisitBlock(node);
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            if (!own.Contains(node))
            {
                Fault ??= $"uses '{node.Name}', the service, which exists only on the runner. Pass values, and let the method ask its own object.";
            }

            return node;
        }
    }
}
