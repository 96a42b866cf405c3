namespace Taskue.Cli.Output;

/// <summary>In which form data is printed.</summary>
internal enum OutputForm
{
    Table,
    Wide,
    Json,
    Jsonl,
    Yaml,
    Name,
}

/// <summary>In which form tables print times.</summary>
internal enum TimeForm
{
    Relative,
    Iso,
    Unix,
}
