using System.Diagnostics.CodeAnalysis;

namespace Backstay.Core.Primitives;

/// <summary>A value, or the problem that stands in its place.</summary>
public readonly struct Result<T>
{
    private readonly T? _value;

    private Result(T value)
    {
        _value = value;
        Problem = null;
        IsOk = true;
    }

    private Result(Problem problem)
    {
        _value = default;
        Problem = problem;
        IsOk = false;
    }

    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsOk { get; }

    public Problem? Problem { get; }

    /// <summary>The value; asking for it on a refused result is a bug.</summary>
    public T Value => IsOk
        ? _value! // set by the only constructor that sets IsOk
        : throw new InvalidOperationException($"Asked for the value of a refused result: {Problem}");

    public bool TryGet([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Problem? problem)
    {
        value = _value;
        problem = IsOk ? null : Problem;
        return IsOk;
    }

    public Result<TOut> Map<TOut>(Func<T, TOut> map) => IsOk ? map(Value) : Problem;

    public Result<TOut> Then<TOut>(Func<T, Result<TOut>> next) => IsOk ? next(Value) : Problem;

    /// <summary>For interface types, which can't convert implicitly.</summary>
    public static Result<T> Ok(T value) => new(value);

    public static implicit operator Result<T>(T value) => new(value);

    public static implicit operator Result<T>(Problem problem) => new(problem);
}
