namespace Backstay.Expressions.Types;

/// <summary>The kinds of static types.</summary>
public enum TypeKind
{
    Dyn,
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

    /// <summary>The type of a type.</summary>
    Type,

    /// <summary>A named type with parameters that only its functions look into; optionals are one.</summary>
    Opaque,

    /// <summary>A record of declared fields.</summary>
    Object,

    /// <summary>A place that any type can take, the same one wherever its name stands in a signature.</summary>
    Parameter,
}
