namespace Backstay.Expressions.Values;

/// <summary>What a value is.</summary>
public enum ValueKind : byte
{
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Timestamp,
    Duration,
    List,
    Map,
    Type,
    Optional,
    Object,

    /// <summary>A value of a type that only a host's functions look into.</summary>
    Opaque,

    /// <summary>No value: what went wrong instead.</summary>
    Error,
}
