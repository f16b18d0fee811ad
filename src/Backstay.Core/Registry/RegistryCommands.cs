using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// Registers a version. The same registration again (asset, number, content, recorded inputs) is answered with the
/// version that exists; anything else under a taken number is refused. The objects are stored before.
/// </summary>
/// <remarks>
/// What the server finds out from the objects (sizes, digests over several) follows from the digests that were named and is no
/// part of what was asked for: so a repeat is known before any object is read.
/// </remarks>
/// <param name="Content">Digest of the content, which must be that of <paramref name="Files"/>.</param>
/// <param name="Files">The one file of a <c>sha256:</c> content, or all files of a <c>files-v1:</c> content, in any order.</param>
/// <param name="Why">What changed, and why this version exists.</param>
/// <param name="Model">Required for models, and only for them.</param>
/// <param name="Behaviour">Digest of the manifest's behaviour part: required for environments, and only for them.</param>
public sealed record RegisterVersion(
    VersionId Version,
    [property: JsonIgnore] ContentDigest Content,
    [property: JsonConverter(typeof(AskedFilesJsonConverter))] ImmutableArray<ContentFile> Files,
    string Owner,
    string Purpose,
    string Why,
    StatedInputs? Inputs = null,
    ModelDescription? Model = null,
    VersionId? Supersedes = null,
    [property: JsonIgnore] Digest? Behaviour = null) : ICommand;
