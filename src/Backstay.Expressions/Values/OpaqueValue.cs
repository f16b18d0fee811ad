using Backstay.Expressions.Types;

namespace Backstay.Expressions.Values;

/// <summary>A host's own value. It equals another one of the same type when their contents are equal by .NET's Equals.</summary>
public sealed record OpaqueValue(CelType Type, object Content);
