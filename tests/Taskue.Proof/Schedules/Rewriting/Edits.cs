using System.Runtime.CompilerServices;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using Taskue.Proof.Schedules.Engine;

namespace Taskue.Proof.Schedules.Rewriting;

/// <summary>Small changes of compiled methods, of which planted defects are made. Each throws where its place is gone.</summary>
internal static class Edits
{
    /// <summary>A method of the product; an async one is the body of its state machine.</summary>
    public static MethodDefinition Method(this ModuleDefinition module, string type, string name)
    {
        TypeDefinition owner = module.Types.Single(one => one.Name == type);
        TypeDefinition? machine = owner.NestedTypes.SingleOrDefault(nested => nested.Name.StartsWith($"<{name}>d__", StringComparison.Ordinal));
        return machine?.Methods.Single(method => method.Name == "MoveNext") ?? owner.Methods.Single(method => method.Name == name);
    }

    /// <summary>The only lambda of a method.</summary>
    public static MethodDefinition Lambda(this ModuleDefinition module, string type, string name) =>
        module.Types.Single(one => one.Name == type) is var owner && owner.NestedTypes.Append(owner).SelectMany(one => one.Methods)
            .Where(method => method.Name.StartsWith($"<{name}>b__", StringComparison.Ordinal)).ToArray() is [{ } only]
            ? only : throw new InvalidOperationException($"The planted defect's place is gone: {type}.{name} has no lambda, or several. Give it the new one.");

    /// <summary>The calls of a method in it, in their order.</summary>
    public static List<Instruction> Calls(this MethodDefinition method, string type, string name) =>
        [.. method.Body.Instructions.Where(one => one.Operand is MethodReference called && called.Name == name && called.DeclaringType.GetElementType().Name == type)];

    /// <summary>The call is not made, and answers a constant: 0, false or null unless told otherwise.</summary>
    public static void Skip(this MethodDefinition method, string type, string name, int answer = 0, int? only = null)
    {
        List<Instruction> calls = method.Calls(type, name);
        if (calls.Count <= (only ?? 0))
        {
            throw Gone(method, name);
        }

        List<Instruction> chosen = only is { } one ? [calls[one]] : calls;
        foreach (Instruction call in chosen)
        {
            var called = (MethodReference)call.Operand!;
            ILProcessor il = method.Body.GetILProcessor();
            for (int i = called.Parameters.Count + (called.HasThis ? 1 : 0); i > 0; i--)
            {
                il.InsertBefore(call, il.Create(OpCodes.Pop));
            }

            (call.OpCode, call.Operand) = called.ReturnType.FullName == "System.Void" ? (OpCodes.Nop, (object?)null)
                : called.ReturnType.FullName == "System.Int64" ? (OpCodes.Ldc_I8, (object?)(long)answer)
                : called.ReturnType.IsValueType ? (OpCodes.Ldc_I4, (object?)answer) : (OpCodes.Ldnull, null);
        }
    }

    /// <summary>Its first argument is used in the place of an object that was to be made of it.</summary>
    public static void SkipMaking(this MethodDefinition method, string type)
    {
        List<Instruction> calls = method.Calls(type, ".ctor");
        foreach (Instruction call in calls.Count > 0 ? calls : throw Gone(method, type))
        {
            (call.OpCode, call.Operand) = (OpCodes.Nop, null);
        }
    }

    /// <summary>It catches nothing.</summary>
    public static void Unguard(this MethodDefinition method)
    {
        if (method.Body.ExceptionHandlers.Count == 0)
        {
            throw Gone(method, "catch");
        }

        method.Body.ExceptionHandlers.Clear();
    }

    /// <summary>Its <c>lock</c> locks nothing.</summary>
    public static void Unlock(this MethodDefinition method)
    {
        ModuleDefinition module = method.Module;
        if (method.Calls(nameof(Monitor), nameof(Monitor.Enter)).Count > 0)
        {
            method.Skip(nameof(Monitor), nameof(Monitor.Enter));
            return;
        }

        ILProcessor il = method.Body.GetILProcessor();
        foreach (Instruction enter in method.Calls(nameof(Lock), nameof(Lock.EnterScope)) is { Count: > 0 } found ? found : throw Gone(method, "lock"))
        {
            il.InsertBefore(enter, il.Create(OpCodes.Pop));
            il.InsertBefore(enter, il.Create(OpCodes.Newobj, module.ImportReference(typeof(Lock).GetConstructor([])!)));
        }
    }

    /// <summary>It waits for a lock that it only tried.</summary>
    public static void WaitForLock(this MethodDefinition method)
    {
        Instruction call = method.Calls(nameof(Monitor), nameof(Monitor.TryEnter)) is [{ } only] ? only : throw Gone(method, nameof(Monitor.TryEnter));
        call.Operand = method.Module.ImportReference(typeof(Edits).GetMethod(nameof(EnterAlways))!);
    }

    /// <summary>A flag is read as false.</summary>
    public static void Forget(this MethodDefinition method, string field)
    {
        Instruction[] reads = [.. method.Body.Instructions.Where(one => one.OpCode.Code == Code.Ldfld && ((FieldReference)one.Operand).Name == field)];
        foreach (Instruction read in reads.Length > 0 ? reads : throw Gone(method, field))
        {
            Instruction first = read.Previous.OpCode.Code == Code.Volatile ? read.Previous : read;
            (first.OpCode, first.Operand) = (OpCodes.Pop, null);
            if (first == read)
            {
                ILProcessor il = method.Body.GetILProcessor();
                il.InsertAfter(read, il.Create(OpCodes.Ldc_I4_0));
            }
            else
            {
                (read.OpCode, read.Operand) = (OpCodes.Ldc_I4_0, null);
            }
        }
    }

    /// <summary>An exchange reads, lets others go on, and writes.</summary>
    public static void Tear(this MethodDefinition method)
    {
        List<Instruction> calls = method.Calls(nameof(Interlocked), nameof(Interlocked.Exchange));
        foreach (Instruction call in calls.Count > 0 ? calls : throw Gone(method, nameof(Interlocked.Exchange)))
        {
            call.Operand = method.Module.ImportReference(typeof(Edits).GetMethod(nameof(TornExchange))!);
        }
    }

    /// <summary>Puts in, behind a call, a write of false to a flag of the same object.</summary>
    public static void ClearAfter(this MethodDefinition method, string type, string name, string field)
    {
        Instruction call = method.Calls(type, name).Single();
        FieldDefinition flag = method.DeclaringType.Fields.Single(one => one.Name == field);
        ILProcessor il = method.Body.GetILProcessor();
        il.InsertAfter(call, il.Create(OpCodes.Stfld, flag));
        il.InsertAfter(call, il.Create(OpCodes.Ldc_I4_0));
        il.InsertAfter(call, il.Create(OpCodes.Ldarg_0));
    }

    /// <summary>Makes a call of the method's own object, with its first argument, before anything else.</summary>
    public static void CallFirst(this MethodDefinition method, string name)
    {
        ILProcessor il = method.Body.GetILProcessor();
        Instruction first = method.Body.Instructions[0];
        il.InsertBefore(first, il.Create(OpCodes.Ldarg_0));
        il.InsertBefore(first, il.Create(OpCodes.Ldarg_1));
        il.InsertBefore(first, il.Create(OpCodes.Call, method.DeclaringType.Methods.Single(one => one.Name == name)));
    }

    /// <summary>Each pause and resume is carried out when it is heard first, and the heartbeat is slow to do so.</summary>
    public static void ObeyOnce(this MethodDefinition method)
    {
        Instruction call = method.Calls(nameof(Dispatcher), nameof(Dispatcher.Pause)) is [{ } only] ? only : throw Gone(method, nameof(Dispatcher.Pause));
        (call.OpCode, call.Operand) = (OpCodes.Call, method.Module.ImportReference(typeof(Edits).GetMethod(nameof(PauseOnce))!));
    }

    public static void PauseOnce(Dispatcher dispatcher, bool on)
    {
        StrongBox<bool> heard = Scheduler.StateOf<StrongBox<bool>>(dispatcher);
        if (heard.Value != on)
        {
            heard.Value = on;
            bool slow = Scheduler.Here.Name.EndsWith("heartbeat", StringComparison.Ordinal);
            Scheduler.Wait("between hearing and obeying", static () => false, Scheduler.In(TimeSpan.FromMilliseconds(slow ? 90 : 0)));
            dispatcher.Pause(on);
        }
    }

    public static int TornExchange(ref int place, int value)
    {
        int before = place;
        Scheduler.Point("between reading and writing");
        place = value;
        return before;
    }

    public static bool EnterAlways(object gate) => Shims.Locks.TryEnter(gate, Timeout.InfiniteTimeSpan);

    private static InvalidOperationException Gone(MethodDefinition method, string what) =>
        new($"The planted defect's place is gone: {method.FullName} has no {what}. Give it the new one.");
}
