namespace Palette;

/// <summary>A library that two modules need in different versions.</summary>
public static class Colours
{
    public static string First() => "red of palette 2";
}
