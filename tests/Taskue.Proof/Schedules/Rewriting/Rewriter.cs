using System.Reflection;
using System.Runtime.CompilerServices;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using Taskue.Proof.Schedules.Engine;
using Taskue.Proof.Schedules.Shims;
using MethodBody = Mono.Cecil.Cil.MethodBody;

namespace Taskue.Proof.Schedules.Rewriting;

/// <summary>Makes a copy of a compiled assembly whose threads, locks, clocks and awaits are the scheduler's. The code around them stays as it was compiled.</summary>
internal sealed class Rewriter
{
    private const string AwaitName = nameof(AsyncTaskMethodBuilder.AwaitUnsafeOnCompleted);

    /// <summary>What belongs to several threads by its nature: each call is a point.</summary>
    private static readonly string[] Shared = ["System.Threading.Interlocked", "System.Threading.Volatile", "System.Collections.Concurrent.", "System.Threading.Tasks.TaskCompletionSource", "System.Threading.CancellationTokenSource"];

    /// <summary>What is replaced wholly or not at all: a true lock that was entered would never be left by what stands for its exit.</summary>
    private static readonly string[] Wholly = [typeof(Monitor).FullName!, typeof(Lock).FullName!, typeof(Lock.Scope).FullName!.Replace('+', '/')];

    private static readonly Dictionary<string, (MethodInfo Shim, bool Point)> Replacements = FindReplacements();

    private static readonly Dictionary<string, MethodInfo> Builders = new(StringComparer.Ordinal)
    {
        [typeof(AsyncTaskMethodBuilder).FullName!] = typeof(Awaits).GetMethod(nameof(Awaits.Await))!,
        [typeof(AsyncTaskMethodBuilder<>).FullName!] = typeof(Awaits).GetMethod(nameof(Awaits.AwaitResult))!,
        [typeof(AsyncValueTaskMethodBuilder).FullName!] = typeof(Awaits).GetMethod(nameof(Awaits.AwaitValue))!,
        [typeof(AsyncValueTaskMethodBuilder<>).FullName!] = typeof(Awaits).GetMethod(nameof(Awaits.AwaitValueResult))!,
    };

    private readonly ModuleDefinition module;
    private readonly Func<TypeDefinition, bool> watched;
    private readonly MethodReference point;

    private Rewriter(ModuleDefinition module, Func<TypeDefinition, bool> watched)
    {
        this.module = module;
        this.watched = watched;
        point = Import(typeof(Scheduler).GetMethod(nameof(Scheduler.Point))!);
    }

    /// <param name="path">The assembly.</param>
    /// <param name="rewritten">The types that are rewritten.</param>
    /// <param name="watched">Those of them in which other flows may go on before each use of what is shared.</param>
    /// <param name="edit">A defect to plant first.</param>
    public static MemoryStream Rewrite(string path, Func<TypeDefinition, bool> rewritten, Func<TypeDefinition, bool> watched, Action<ModuleDefinition>? edit = null)
    {
        using var module = ModuleDefinition.ReadModule(path, new ReaderParameters { InMemory = true });
        edit?.Invoke(module);
        var rewriter = new Rewriter(module, watched);
        foreach (TypeDefinition type in module.GetTypes().Where(type => rewritten(Outermost(type))))
        {
            foreach (MethodDefinition method in type.Methods.Where(method => method.HasBody))
            {
                rewriter.Rewrite(method);
            }
        }

        var copy = new MemoryStream();
        module.Write(copy);
        copy.Position = 0;
        return copy;
    }

    public static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static Dictionary<string, (MethodInfo Shim, bool Point)> FindReplacements()
    {
        var found = new Dictionary<string, (MethodInfo, bool)>(StringComparer.Ordinal);
        foreach (MethodInfo shim in new[] { typeof(Locks), typeof(Events), typeof(Threads), typeof(Times), typeof(Tasks), typeof(Consoles) }.SelectMany(type => type.GetMethods()))
        {
            foreach (ReplacesAttribute stands in shim.GetCustomAttributes<ReplacesAttribute>())
            {
                Type[] parameters = [.. shim.GetParameters().Select(parameter => parameter.ParameterType)];
                MethodBase replaced = Find(stands, parameters) ?? Find(stands, parameters[1..])
                    ?? throw new InvalidOperationException($"{stands.Type}.{stands.Name} has no such parameters");
                found.Add(Key(stands.Type.FullName!, stands.Name, replaced.GetParameters().Select(parameter => parameter.ParameterType.FullName ?? parameter.ParameterType.ToString())), (shim, stands.Point));
            }
        }

        return found;
    }

    private static MethodBase? Find(ReplacesAttribute stands, Type[] parameters) =>
        stands.Type.GetMember(stands.Name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).OfType<MethodBase>()
            .SingleOrDefault(method => method.GetParameters().Select(parameter => parameter.ParameterType).SequenceEqual(parameters));

    private static string Key(string type, string name, IEnumerable<string> parameters) =>
        $"{type.Replace('+', '/')}.{name}({string.Join(',', parameters.Select(Plain))})";

    private static string Plain(string type) => type.Split('[', '<')[0].Replace('+', '/');

    private void Rewrite(MethodDefinition method)
    {
        MethodBody body = method.Body;
        body.SimplifyMacros();
        bool points = watched(Outermost(method.DeclaringType));
        string place = PlaceOf(method);
        foreach (Instruction instruction in body.Instructions.ToArray())
        {
            string? what = Replace(instruction);
            if (points && what is null)
            {
                what = Meets(method, instruction);
            }

            if (points && what is { Length: > 0 })
            {
                InsertPoint(body, FirstOf(instruction), $"{place}: {what}");
            }
        }

        body.OptimizeMacros();
    }

    /// <summary>Puts in what stands for a call; gives the name of the point before it, an empty one for none, and null where nothing was replaced.</summary>
    private string? Replace(Instruction instruction)
    {
        if (instruction.Operand is not MethodReference called || instruction.OpCode.FlowControl != FlowControl.Call)
        {
            return null;
        }

        string type = called.DeclaringType.GetElementType().FullName;
        if (called.Name == AwaitName && Builders.TryGetValue(type, out MethodInfo? awaiting))
        {
            instruction.OpCode = OpCodes.Call;
            instruction.Operand = Close(Import(awaiting), called);
            return "";
        }

        if (called.Name == ".ctor" && type.StartsWith("System.Threading.Tasks.TaskCompletionSource", StringComparison.Ordinal)
            && called.Parameters is [{ ParameterType.Name: nameof(TaskCreationOptions) }])
        {
            // What goes on after it is a flow of its own anyway: the pool is to have no part in it.
            Instruction options = instruction.Previous;
            (options.OpCode, options.Operand) = (OpCodes.Ldc_I4, 0);
            return "";
        }

        if (!Replacements.TryGetValue(Key(type, called.Name, called.Parameters.Select(parameter => parameter.ParameterType.FullName)), out (MethodInfo Shim, bool Point) found))
        {
            return Wholly.Contains(type) && called.Name != ".ctor"
                ? throw new InvalidOperationException($"{called.FullName} is called, and nothing stands for it: give it a method in {nameof(Shims)}.") : null;
        }

        instruction.OpCode = OpCodes.Call;
        instruction.Operand = Import(found.Shim);
        return found.Point ? $"{called.DeclaringType.Name}.{called.Name}" : "";
    }

    /// <summary>What several threads may meet at, where the instruction is such a place.</summary>
    private string? Meets(MethodDefinition method, Instruction instruction)
    {
        if (instruction.Operand is MethodReference called && instruction.OpCode.FlowControl == FlowControl.Call)
        {
            string type = called.DeclaringType.GetElementType().FullName;
            return called.Name != ".ctor" && Array.Exists(Shared, start => type.StartsWith(start, StringComparison.Ordinal))
                ? $"{called.DeclaringType.Name}.{called.Name}" : null;
        }

        // Names with a < are the compiler's: parameters of primary constructors, state machines, closures.
        bool touches = instruction.OpCode.Code is Code.Ldfld or Code.Stfld or Code.Ldflda && !method.IsConstructor;
        return touches && instruction.Operand is FieldReference field && field.DeclaringType.GetElementType() is TypeDefinition owner
            && watched(Outermost(owner)) && !owner.Name.Contains('<', StringComparison.Ordinal) && !field.Name.Contains('<', StringComparison.Ordinal)
            && !field.Resolve().IsInitOnly
            ? field.Name + Scheduler.FieldMark : null;
    }

    private static Instruction FirstOf(Instruction instruction) =>
        instruction.Previous is { OpCode.OpCodeType: OpCodeType.Prefix } prefix ? FirstOf(prefix) : instruction;

    /// <summary>Before an instruction. What jumps there jumps to the point.</summary>
    private void InsertPoint(MethodBody body, Instruction before, string what)
    {
        Instruction same = Instruction.Create(OpCodes.Nop);
        (same.OpCode, same.Operand) = (before.OpCode, before.Operand);
        (before.OpCode, before.Operand) = (OpCodes.Ldstr, what);
        ILProcessor il = body.GetILProcessor();
        Instruction pass = il.Create(OpCodes.Call, point);
        il.InsertAfter(before, pass);
        il.InsertAfter(pass, same);
    }

    private MethodReference Import(MethodInfo shim) => shim.Module.Assembly.GetName().Name == module.Assembly.Name.Name
        ? (MethodReference)module.LookupToken(shim.MetadataToken) : module.ImportReference(shim);

    private static GenericInstanceMethod Close(MethodReference open, MethodReference called)
    {
        var closed = new GenericInstanceMethod(open);
        if (called.DeclaringType is GenericInstanceType builder)
        {
            closed.GenericArguments.Add(builder.GenericArguments[0]);
        }

        foreach (TypeReference argument in ((GenericInstanceMethod)called).GenericArguments)
        {
            closed.GenericArguments.Add(argument);
        }

        return closed;
    }

    private static string PlaceOf(MethodDefinition method)
    {
        string made = method.DeclaringType.Name.StartsWith('<') ? method.DeclaringType.Name.Split('<', '>')[1] : "";
        return $"{Outermost(method.DeclaringType).Name}.{(made.Length > 0 ? made : method.Name)}";
    }
}
