using System.Collections.Immutable;
using Backstay.Core.Ledger;
using Backstay.Core.Primitives;

namespace Backstay.Core.Registry;

/// <summary>
/// Writes a registration's body, which an idempotency key is compared by: byte for byte what the serialiser and the canonical
/// rewriter make of it together.
/// </summary>
internal static class RegisterVersionWriter
{
    /// <summary>False for what has no canonical form; what was written up to there is worthless then.</summary>
    public static bool TryWrite(ByteBuffer to, ICommand command)
    {
        if (command is not RegisterVersion { Files.IsDefault: false } register || !IsSet(register.Model) || !IsSet(register.Inputs))
        {
            return false;
        }

        var json = new CanonicalWriter(to);
        json.Raw("{\"files\":"u8);
        json.Files(register.Files, withSizes: false);
        json.Raw(",\"inputs\":"u8);
        Inputs(ref json, register.Inputs);
        json.Raw(",\"model\":"u8);
        json.Model(register.Model);
        json.Raw(",\"owner\":"u8);
        json.Text(register.Owner);
        json.Raw(",\"purpose\":"u8);
        json.Text(register.Purpose);
        json.Raw(",\"supersedes\":"u8);
        json.Version(register.Supersedes);
        json.Raw(",\"version\":"u8);
        json.Version(register.Version);
        json.Raw(",\"why\":"u8);
        json.Text(register.Why);
        json.Raw("}"u8);
        return json.IsSound;
    }

    private static void Inputs(ref CanonicalWriter json, StatedInputs? inputs)
    {
        if (inputs is null)
        {
            json.Raw("null"u8);
            return;
        }

        json.Raw("{\"code\":"u8);
        json.Code(inputs.Code);
        json.Raw(",\"codeVersion\":"u8);
        json.Version(inputs.CodeVersion);
        json.Raw(",\"data\":"u8);
        Data(ref json, inputs.Data);
        json.Raw(",\"derivedFrom\":"u8);
        References(ref json, inputs.DerivedFrom);
        json.Raw(",\"hyperparameters\":"u8);
        json.Element(inputs.Hyperparameters);
        json.Raw(",\"initialisedFrom\":"u8);
        References(ref json, inputs.InitialisedFrom);
        json.Raw(",\"processedBy\":"u8);
        References(ref json, inputs.ProcessedBy);
        json.Raw(",\"seeds\":"u8);
        if (inputs.Seeds is { } seeds)
        {
            json.Seeds(seeds);
        }
        else
        {
            json.Raw("null"u8);
        }

        json.Raw(",\"trainedIn\":"u8);
        json.Version(inputs.TrainedIn);
        json.Raw("}"u8);
    }

    private static void Data(ref CanonicalWriter json, ImmutableArray<DataUse>? stated)
    {
        if (stated is not { } data)
        {
            json.Raw("null"u8);
            return;
        }

        json.Raw("["u8);
        for (var i = 0; i < data.Length; i++)
        {
            json.Raw(i == 0 ? "{\"role\":"u8 : ",{\"role\":"u8);
            json.Text(data[i].Role);
            json.Raw(",\"slice\":"u8);
            json.Text(data[i].Slice);
            json.Raw(",\"version\":"u8);
            json.Version(data[i].Version);
            json.Raw("}"u8);
        }

        json.Raw("]"u8);
    }

    private static void References(ref CanonicalWriter json, ImmutableArray<VersionId>? references)
    {
        if (references is { } present)
        {
            json.Versions(present);
        }
        else
        {
            json.Raw("null"u8);
        }
    }

    /// <summary>The serialiser refuses arrays that were never set, and is left to do it.</summary>
    private static bool IsSet(ModelDescription? model) => model is null or { InputSchema.IsDefault: false, OutputSchema.IsDefault: false };

    private static bool IsSet(StatedInputs? inputs) =>
        inputs is null || !(IsUnset(inputs.Data) || IsUnset(inputs.DerivedFrom) || IsUnset(inputs.InitialisedFrom) || IsUnset(inputs.ProcessedBy));

    private static bool IsUnset<T>(ImmutableArray<T>? array) => array is { IsDefault: true };
}
