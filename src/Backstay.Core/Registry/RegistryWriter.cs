using System.Collections.Immutable;
using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;

namespace Backstay.Core.Registry;

/// <summary>What registrations and their facts have in common, in canonical form. <see cref="CanonicalReader"/> reads it back.</summary>
internal static class RegistryWriter
{
    public static void Version(this ref CanonicalWriter json, VersionId? version)
    {
        if (version is not { } present)
        {
            json.Raw("null"u8);
            return;
        }

        // Kinds, names and pre-releases are ASCII letters, digits, '.', '_' and '-'.
        json.Raw("\""u8);
        json.Ascii(present.Asset.Kind.ToText());
        json.Raw("/"u8);
        json.Ascii(present.Asset.Name.ToString());
        json.Raw("@"u8);
        json.Integer(present.Number.Major);
        json.Raw("."u8);
        json.Integer(present.Number.Minor);
        json.Raw("."u8);
        json.Integer(present.Number.Patch);
        if (present.Number.PreRelease is { } preRelease)
        {
            json.Raw("-"u8);
            json.Ascii(preRelease);
        }

        json.Raw("\""u8);
    }

    public static void Versions(this ref CanonicalWriter json, ImmutableArray<VersionId> versions)
    {
        json.Raw("["u8);
        for (var i = 0; i < versions.Length; i++)
        {
            json.Raw(i == 0 ? [] : ","u8);
            json.Version(versions[i]);
        }

        json.Raw("]"u8);
    }

    /// <param name="withSizes">Whether with what the server finds out, too: a command names files by path and digest alone.</param>
    public static void Files(this ref CanonicalWriter json, ImmutableArray<ContentFile> files, bool withSizes = true)
    {
        json.Raw("["u8);
        for (var i = 0; i < files.Length; i++)
        {
            json.Raw(i == 0 ? "{\"path\":"u8 : ",{\"path\":"u8);
            json.Text(files[i].Path);
            json.Raw(",\"sha256\":"u8);
            json.Hex(files[i].Sha256);
            if (withSizes)
            {
                json.Raw(",\"size\":"u8);
                json.Integer(files[i].Size);
            }

            json.Raw("}"u8);
        }

        json.Raw("]"u8);
    }

    public static void Model(this ref CanonicalWriter json, ModelDescription? model)
    {
        if (model is null)
        {
            json.Raw("null"u8);
            return;
        }

        json.Raw("{\"architecture\":"u8);
        json.Text(model.Architecture);
        json.Raw(",\"inputSchema\":"u8);
        json.Schema(model.InputSchema);
        json.Raw(",\"outputSchema\":"u8);
        json.Schema(model.OutputSchema);
        json.Raw("}"u8);
    }

    public static void Code(this ref CanonicalWriter json, CodeReference? code)
    {
        if (code is null)
        {
            json.Raw("null"u8);
            return;
        }

        json.Raw("{\"commit\":"u8);
        json.Text(code.Commit);
        json.Raw(",\"dirty\":"u8);
        json.Digest(code.Dirty);
        json.Raw(",\"entryPoint\":"u8);
        json.Text(code.EntryPoint);
        json.Raw(",\"repository\":"u8);
        json.Text(code.Repository);
        json.Raw("}"u8);
    }

    public static void Seeds(this ref CanonicalWriter json, ImmutableSortedDictionary<string, string> seeds)
    {
        json.Raw("{"u8);
        var isFirst = true;

        // Canonical order is ordinal, a dictionary's own may be another.
        foreach (var (name, seed) in seeds.Count < 2 ? seeds : seeds.OrderBy(pair => pair.Key, StringComparer.Ordinal).AsEnumerable())
        {
            json.Raw(isFirst ? [] : ","u8);
            isFirst = false;
            json.Text(name);
            json.Raw(":"u8);
            json.Text(seed);
        }

        json.Raw("}"u8);
    }

    private static void Schema(this ref CanonicalWriter json, ImmutableArray<TensorSpec> tensors)
    {
        json.Raw("["u8);
        for (var i = 0; i < tensors.Length; i++)
        {
            json.Raw(i == 0 ? "{\"datatype\":\""u8 : ",{\"datatype\":\""u8);
            json.Ascii(tensors[i].Type.ToName());
            json.Raw("\",\"name\":"u8);
            json.Text(tensors[i].Name);
            json.Raw(",\"shape\":["u8);
            var shape = tensors[i].Shape;
            for (var d = 0; d < shape.Length; d++)
            {
                json.Raw(d == 0 ? [] : ","u8);
                json.Integer(shape[d]);
            }

            json.Raw("]}"u8);
        }

        json.Raw("]"u8);
    }
}
