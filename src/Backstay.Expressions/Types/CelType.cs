using System.Text;

namespace Backstay.Expressions.Types;

/// <summary>
/// A static type. Two types of the same form are equal; objects are equal by name, so that one name must always stand for
/// the same fields.
/// </summary>
public sealed class CelType : IEquatable<CelType>
{
    private CelType(TypeKind kind, string name, params IReadOnlyList<CelType> parameters)
    {
        Kind = kind;
        Name = name;
        Parameters = parameters;
    }

    public static CelType Dyn { get; } = new(TypeKind.Dyn, "dyn");

    public static CelType Null { get; } = new(TypeKind.Null, "null_type");

    public static CelType Bool { get; } = new(TypeKind.Bool, "bool");

    public static CelType Int { get; } = new(TypeKind.Int, "int");

    public static CelType Uint { get; } = new(TypeKind.Uint, "uint");

    public static CelType Double { get; } = new(TypeKind.Double, "double");

    public static CelType String { get; } = new(TypeKind.String, "string");

    public static CelType Bytes { get; } = new(TypeKind.Bytes, "bytes");

    /// <summary>A point in time; its name in expressions is the language's own.</summary>
    public static CelType Timestamp { get; } = new(TypeKind.Timestamp, "google.protobuf.Timestamp");

    /// <summary>A length of time; its name in expressions is the language's own.</summary>
    public static CelType Duration { get; } = new(TypeKind.Duration, "google.protobuf.Duration");

    public TypeKind Kind { get; }

    /// <summary>The name that <c>type(x)</c> shows.</summary>
    public string Name { get; }

    /// <summary>What a list, map, type or opaque type is made of.</summary>
    public IReadOnlyList<CelType> Parameters { get; }

    /// <summary>Only of objects: the fields by name.</summary>
    public ObjectFields? Fields { get; private init; }

    internal bool IsOptional => Kind == TypeKind.Opaque && Name == OptionalName;

    internal const string OptionalName = "optional_type";

    public static CelType List(CelType item) => new(TypeKind.List, "list", item);

    public static CelType Map(CelType key, CelType value) => new(TypeKind.Map, "map", key, value);

    public static CelType Type(CelType of) => new(TypeKind.Type, "type", of);

    public static CelType Optional(CelType of) => new(TypeKind.Opaque, OptionalName, of);

    /// <summary>A type of a host's own that only the host's functions look into.</summary>
    public static CelType Opaque(string name, params IReadOnlyList<CelType> parameters) => new(TypeKind.Opaque, name, parameters);

    /// <summary>A record: an unknown field is refused when the expression is checked.</summary>
    public static CelType Object(string name, params IReadOnlyList<(string Name, CelType Type)> fields) =>
        new(TypeKind.Object, name) { Fields = new(fields) };

    /// <summary>A type parameter of a function's signature.</summary>
    public static CelType Parameter(string name) => new(TypeKind.Parameter, name);

    public bool Equals(CelType? other) =>
        other is not null && Kind == other.Kind && string.Equals(Name, other.Name, StringComparison.Ordinal) && Parameters.SequenceEqual(other.Parameters);

    public override bool Equals(object? obj) => Equals(obj as CelType);

    public override int GetHashCode() => HashCode.Combine(Kind, Name.GetHashCode(StringComparison.Ordinal), Parameters.Count);

    /// <summary>As it is written in messages and in the reference: list(int), map(string, dyn), optional(T).</summary>
    public override string ToString()
    {
        var name = Kind switch
        {
            TypeKind.Null => "null",
            TypeKind.Timestamp => "timestamp",
            TypeKind.Duration => "duration",
            TypeKind.Opaque when IsOptional => "optional",
            _ => Name,
        };
        return Parameters.Count == 0
            ? name
            : new StringBuilder(name).Append('(').AppendJoin(", ", Parameters).Append(')').ToString();
    }

    internal CelType With(IReadOnlyList<CelType> parameters) => new(Kind, Name, parameters) { Fields = Fields };
}
