using System.Text.Json.Serialization;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>One file of a version's content; the bytes are the object of that digest.</summary>
/// <param name="Path">Relative, with <c>/</c>, for people and for writing it out again; never a path on the server.</param>
/// <param name="Size">Length in bytes.</param>
public sealed record ContentFile(
    string Path,
    [property: JsonConverter(typeof(HexDigestJsonConverter))] Digest Sha256,
    long Size);
