using Taskue.ProcessHost;

namespace Taskue.Proof.Tests.Processes;

/// <summary>A rule that nothing breaks proves nothing: each is held against a history that breaks it, and nothing else.</summary>
public sealed class RuleTests
{
    private const long Begin = 1_000_000;

    private readonly Story story = new();

    [Fact]
    public void A_sound_round_breaks_no_rule() => Assert.Empty(story.Violations());

    [Fact]
    public void An_acknowledged_task_that_is_gone_is_noticed()
    {
        story.Send("0000000000000000000lost", new Job { Kind = "quick" });
        Broken("nothing lost");
    }

    [Fact]
    public void An_acknowledged_task_that_has_not_ended_is_noticed()
    {
        story.Hash("done").Remove(Story.Once);
        Broken("nothing lost");
    }

    [Fact]
    public void An_acknowledged_workflow_that_is_stored_by_half_is_noticed()
    {
        story.Hash("tasks").Remove(Story.Undo);
        Broken("nothing lost");
    }

    [Fact]
    public void A_task_that_nobody_sent_is_noticed()
    {
        story.History.RemoveAll(line => line.Id == Story.Once);
        Broken("nothing lost");
    }

    [Fact]
    public void A_task_without_an_acknowledgement_may_be_stored_or_not()
    {
        story.History.RemoveAll(line => line.Id == Story.Once && line.Deed == Deed.Acknowledged);
        story.History.Add(new HistoryLine(Deed.Sent, "00000000000000000000n0") { Job = new Job { Kind = "quick" } });
        Assert.Empty(story.Violations());
    }

    [Fact]
    public void A_call_of_many_that_is_stored_by_half_is_noticed()
    {
        story.History.RemoveAll(line => line.Id == Story.Once);
        story.History.Add(new HistoryLine(Deed.Sent, Story.Once) { Job = new Job { Kind = "once", Once = true } });
        Assert.Empty(story.Violations());
        story.History.Add(new HistoryLine(Deed.Sent, "00000000000000000000n0") { Job = new Job { Kind = "quick" }, Call = Story.Once });
        Broken("nothing lost");
    }

    [Fact]
    public void Parts_of_a_workflow_may_wait_for_their_rest_where_they_are_noted()
    {
        story.History.RemoveAll(line => line.Id == Story.Flow && line.Deed == Deed.Acknowledged);
        story.Hash("flows").Remove(Story.Flow);
        story.Hash("tasks").Remove(Story.Undo);
        story.Bodies.RemoveAll(body => body.TaskId is Story.Build or Story.Deploy);
        foreach (string task in new[] { Story.Build, Story.Deploy, Story.Undo })
        {
            story.Hash("done").Remove(task);
        }

        Broken("nothing lost");
        story.Hash("staging")[Story.Flow] = $"{Begin}|2";
        Assert.DoesNotContain(story.Violations(), text => text.StartsWith("nothing lost: ", StringComparison.Ordinal));
        story.Hash("staging")[Story.Flow] = $"{Begin}|1";
        Broken("nothing lost");
    }

    [Fact]
    public void What_a_killed_producer_was_not_told_is_its_call_as_a_whole()
    {
        story.History.Clear();
        story.History.Add(new HistoryLine(Deed.Sent, "a") { Producer = 7, Job = new Job { Kind = "quick" } });
        story.History.Add(new HistoryLine(Deed.Acknowledged, "a") { Producer = 7 });
        story.History.Add(new HistoryLine(Deed.Sent, "b") { Producer = 7, Call = "b", Job = new Job { Kind = "quick" } });
        story.History.Add(new HistoryLine(Deed.Sent, "c") { Producer = 7, Call = "b", Job = new Job { Kind = "quick" } });
        story.History.Add(new HistoryLine(Deed.Sent, "d") { Producer = 8, Job = new Job { Kind = "quick" } });
        Assert.Equal("bc", string.Concat(Assert.Single(History.Unanswered(story.History, new HashSet<int> { 7 })).Select(line => line.Id)));
    }

    [Fact]
    public void An_enqueue_that_failed_for_good_is_noticed()
    {
        story.History.Add(new HistoryLine(Deed.Refused, Story.Quick) { Text = "TQ2006" });
        Broken("nothing lost");
    }

    [Fact]
    public void A_task_that_ended_otherwise_than_scripted_is_noticed()
    {
        story.End(Story.Once, 'x', "poisoned", Begin + 50, 1, Begin - 1, 0, 0, "r1", "", "");
        Broken("the right end");
    }

    [Fact]
    public void Two_bodies_under_one_number_are_noticed()
    {
        story.Start(Story.Quick, 1, 11, Begin + 1, "r1", null);
        Broken("numbers of starts");
    }

    [Fact]
    public void A_start_that_the_store_does_not_know_is_noticed()
    {
        story.Start(Story.Quick, 2, 11, Begin + 5, "r1", null);
        Broken("numbers of starts");
    }

    [Fact]
    public void The_result_of_a_fenced_start_is_noticed()
    {
        story.End(Story.Flaky, 'p', "", Begin + 69, 3, Begin + 59, 1, 1, "r0", "\"2 11\"", "");
        Broken("the accepted start");
    }

    [Fact]
    public void A_result_that_no_body_made_is_noticed()
    {
        story.Bodies.RemoveAll(body => body.TaskId == Story.Quick && body.What == "done");
        Broken("the accepted start");
    }

    [Fact]
    public void A_start_after_the_end_is_noticed()
    {
        story.Bodies.RemoveAll(body => body.TaskId == Story.Flaky && body.Starts == 1);
        story.Start(Story.Flaky, 1, 10, Begin + 100, "r0", "failed");
        Broken("no start after the end");
    }

    [Fact]
    public void A_start_whose_runner_was_taken_for_dead_may_begin_late()
    {
        story.Bodies.RemoveAll(body => body.TaskId == Story.Flaky && body.Starts == 2);
        story.Start(Story.Flaky, 2, 11, Begin + 100, "r1", "done");
        Assert.Empty(story.Violations());
    }

    [Fact]
    public void A_start_whose_runner_was_taken_for_dead_may_begin_late_where_that_ended_the_task()
    {
        story.Bodies.RemoveAll(body => body.TaskId == Story.Once);
        story.Start(Story.Once, 1, 11, Begin + 100, "r1", "done");
        Assert.Empty(story.Violations());
    }

    [Theory]
    [InlineData("r1-1", false)]
    [InlineData("r1-1-old", true)]
    public void A_start_that_was_handed_back_may_begin_late_on_a_runner_of_0_1_0_only(string runner, bool may)
    {
        story.Bodies.RemoveAll(body => body.TaskId == Story.Flaky && body.Starts == 2);
        story.Start(Story.Flaky, 2, 11, Begin + 100, runner, "done");
        story.Tries(Story.Flaky, Story.Try(1, 1, 0, "failed", Begin - 1, Begin + 10, "r0", "1 10"), Story.Try(2, 1, 0, "handed_back", Begin + 19, Begin + 50, runner, ""));
        story.End(Story.Flaky, 'p', "", Begin + 69, 3, Begin + 59, 1, 0, "r0", "\"3 10\"", "");
        Assert.Equal(may, story.Violations().Count == 0);
    }

    [Fact]
    public void A_body_before_its_stage_is_noticed()
    {
        story.Bodies.RemoveAll(body => body.TaskId == Story.Deploy && body.What == "start");
        story.Start(Story.Deploy, 1, 10, Begin + 105, "r0", null);
        Broken("stage barriers");
    }

    [Fact]
    public void A_task_that_was_to_be_skipped_and_ran_is_noticed()
    {
        story.History.RemoveAll(line => line.Id == Story.Flow);
        story.History.Add(new HistoryLine(Deed.Sent, Story.Flow) { Stages = [[new PlannedTask(Story.Build, new Job { Kind = "quick" })],
            [new PlannedTask(Story.Deploy, new Job { Kind = "quick", When = RunWhen.OnFailure }), new PlannedTask(Story.Undo, new Job { Kind = "quick", When = RunWhen.OnFailure })]] });
        Broken("who runs after failures");
    }

    [Fact]
    public void A_start_that_is_not_accounted_for_is_noticed()
    {
        story.Tries(Story.Flaky, Story.Try(1, 1, 0, "failed", Begin - 1, Begin + 10, "r0", "1 10"));
        story.End(Story.Flaky, 'p', "", Begin + 69, 3, Begin + 59, 1, 0, "r0", "\"3 10\"", "");
        Broken("starts accounted for");
    }

    [Fact]
    public void A_retry_too_many_is_noticed()
    {
        story.Bodies.RemoveAll(body => body.TaskId == Story.Flaky && body.Starts == 2);
        story.Start(Story.Flaky, 2, 11, Begin + 20, "r1", "failed");
        story.Tries(Story.Flaky, Story.Try(1, 1, 0, "failed", Begin - 1, Begin + 10, "r0", "1 10"), Story.Try(2, 2, 0, "failed", Begin + 19, Begin + 50, "r1", "2 11"));
        story.End(Story.Flaky, 'p', "", Begin + 69, 3, Begin + 59, 2, 0, "r0", "\"3 10\"", "");
        Broken("starts accounted for");
    }

    [Fact]
    public void A_failure_that_no_body_had_is_noticed()
    {
        story.Bodies.RemoveAll(body => body.TaskId == Story.Flaky && body.What == "failed");
        Broken("starts accounted for");
    }

    [Fact]
    public void A_wait_without_an_answer_is_noticed()
    {
        story.History.RemoveAll(line => line.Deed == Deed.Answered);
        Broken("waits answered");
    }

    [Fact]
    public void A_wait_of_a_killed_producer_may_have_no_answer()
    {
        story.History.RemoveAll(line => line.Deed is Deed.Answered or Deed.Awaited);
        story.History.Add(new HistoryLine(Deed.Awaited, Story.Quick) { Producer = 7 });
        Broken("waits answered");
        story.Killed.Add(7);
        Assert.Empty(story.Violations());
    }

    [Fact]
    public void A_wait_with_a_wrong_answer_is_noticed()
    {
        story.History.RemoveAll(line => line.Deed == Deed.Answered);
        story.History.Add(new HistoryLine(Deed.Answered, Story.Quick) { State = "Failed" });
        Broken("waits answered");
    }

    [Fact]
    public void A_missing_line_is_noticed()
    {
        story.Log(Story.Quick, 1, Begin, Job.Line(1, 2));
        Broken("logs complete");
    }

    [Fact]
    public void A_line_that_stands_twice_is_noticed()
    {
        story.Log(Story.Quick, 1, Begin, Job.Line(1, 2), Job.Line(2, 2), Job.Line(2, 2));
        Broken("logs complete");
    }

    [Fact]
    public void Lines_may_be_lost_where_the_server_was_full_and_it_is_told()
    {
        story.LogOf(Story.Quick, 1, Begin, 2, [Job.Line(2, 2)]);
        Broken("logs complete");
        story.LogsMayBeCut = true;
        Assert.Empty(story.Violations());
    }

    [Fact]
    public void A_stamp_of_another_clock_is_noticed()
    {
        story.End(Story.Once, 'x', "runner_died", Begin + 3_600_000, 1, Begin - 1, 0, 0, "r1", "", "");
        Broken("stamps");
    }

    [Fact]
    public void What_was_held_for_another_version_keeps_the_time_of_its_queue()
    {
        story.Send("0000000000000000000sh0", new Job { Kind = Job.Shell });
        story.Tries("0000000000000000000sh0", Story.Try(1, 0, 0, "held", Begin + 5, Begin + 6, "r1-old", ""));
        story.End("0000000000000000000sh0", 'p', "", Begin + 20, 2, Begin + 10, 0, 0, "r0", "0", "");
        story.Hash("done")["0000000000000000000sh0"] = story.Hash("done")["0000000000000000000sh0"].Replace($"|{Begin + 10}||0|0|{Begin + 10}|", $"|{Begin + 10}||0|0|{Begin + 1}|", StringComparison.Ordinal);
        Assert.Empty(story.Violations());
    }

    [Fact]
    public void An_index_row_that_is_left_is_noticed()
    {
        story.Sorted("index")["00000000000000000000x0"] = 0;
        Broken("the raw keys");
    }

    /// <summary>The rule is broken; what breaks it may break others as well.</summary>
    private void Broken(string rule) => Assert.Contains(story.Violations(), text => text.StartsWith(rule + ": ", StringComparison.Ordinal));
}
