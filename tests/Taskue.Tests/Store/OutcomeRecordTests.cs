using System.Text;
using Taskue.Store;

namespace Taskue.Tests;

public sealed class OutcomeRecordTests
{
    [Fact]
    public void Half_a_character_at_the_end_of_one_text_and_the_other_half_in_the_next_are_two_losses_and_no_damage()
    {
        byte[] written = OutcomeRecord.Write("r", "1"u8, new TaskError("A", "cut \ud83d", "\ude00 here"), "behind"u8);

        Assert.True(OutcomeRecord.TryRead(written, out OutcomeRecord read));
        Assert.Equal(new TaskError("A", "cut \ufffd", "\ufffd here"), read.Error);
        Assert.True(written.AsSpan().EndsWith("behind"u8));
    }

    [Theory]
    [InlineData(300, 9_000, 9_000)]
    [InlineData(256, 7_936, 9_000)]
    [InlineData(0, 0, 8_193)]
    public void No_more_error_text_is_kept_than_8_KiB(int type, int message, int detail)
    {
        byte[] written = OutcomeRecord.Write("r", default, new TaskError(new string('t', type), new string('m', message), new string('d', detail)));

        Assert.True(OutcomeRecord.TryRead(written, out OutcomeRecord read));
        Assert.InRange((read.Error?.Type.Length ?? 0) + Encoding.UTF8.GetByteCount(read.Error?.Message + read.Error?.Detail), 0, OutcomeRecord.MaxErrorBytes);
    }
}
