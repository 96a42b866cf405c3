namespace Taskue.TrustTests;

/// <summary>What a runner of these tests may run.</summary>
public static class Trusted
{
    public static string Echo(string text) => text;

    public static int Count(int number) => number;

    public static void Throw(string text) => throw new InvalidOperationException($"It has {text.Length} characters.");

    public static string Pick(Shape shape) => shape.GetType().Name;
}

/// <summary>A type that stored text may choose a kind of: only those that it names itself.</summary>
[System.Text.Json.Serialization.JsonPolymorphic(UnknownDerivedTypeHandling = System.Text.Json.Serialization.JsonUnknownDerivedTypeHandling.FailSerialization)]
[System.Text.Json.Serialization.JsonDerivedType(typeof(Circle), "circle")]
public record Shape;

public sealed record Circle(int Radius) : Shape;

/// <summary>A kind that <see cref="Shape"/> does not name.</summary>
public sealed record Bomb : Shape
{
    public Bomb() => Made = true;

    public static bool Made { get; private set; }
}
