using System.Collections.Immutable;
using System.Text.Json;

namespace Backstay.Core.Primitives.Inference;

/// <summary>
/// Reads one document of the Open Inference Protocol from memory. The members of a document come in any order.
/// </summary>
internal ref struct OipReader
{
    private OipCursor _at;

    public OipReader(ReadOnlySpan<byte> utf8, bool allowUnknown) => _at = new OipCursor(utf8, allowUnknown);

    public Result<InferenceRequest> ReadRequest()
    {
        if (_at.StartObject("body") is { } notObject)
        {
            return notObject;
        }

        string? id = null;
        ImmutableArray<Tensor> inputs = default;
        ImmutableArray<string> outputs = default;
        var hasParameters = false;
        while (_at.NextMember(out var member))
        {
            var problem = member switch
            {
                "id" when id is null => _at.ReadText("id", allowEmpty: true, out id),
                "inputs" when inputs.IsDefault => OipTensorList.Read(ref _at, "inputs", out inputs),
                "outputs" when outputs.IsDefault => ReadOutputNames(out outputs),
                "parameters" when !hasParameters => _at.SkipParameters("parameters", out hasParameters),
                _ => _at.SkipUnknown(member, member is "id" or "inputs" or "outputs" or "parameters"),
            };
            if (problem is not null)
            {
                return problem;
            }
        }

        _at.Json.Read(); // anything after the document is malformed and throws here
        return inputs.IsDefault
            ? Problem.Invalid("inputs", "A request has the member inputs.")
            : new InferenceRequest(id, inputs, outputs.IsDefault ? [] : outputs);
    }

    public Result<InferenceResponse> ReadResponse()
    {
        if (_at.StartObject("body") is { } notObject)
        {
            return notObject;
        }

        string? id = null;
        string? model = null;
        string? version = null;
        ImmutableArray<Tensor> outputs = default;
        var hasParameters = false;
        while (_at.NextMember(out var member))
        {
            var problem = member switch
            {
                "id" when id is null => _at.ReadText("id", allowEmpty: true, out id),
                "model_name" when model is null => _at.ReadText("model_name", allowEmpty: false, out model),
                "model_version" when version is null => _at.ReadText("model_version", allowEmpty: true, out version),
                "outputs" when outputs.IsDefault => OipTensorList.Read(ref _at, "outputs", out outputs),
                "parameters" when !hasParameters => _at.SkipParameters("parameters", out hasParameters),
                _ => _at.SkipUnknown(member, member is "id" or "model_name" or "model_version" or "outputs" or "parameters"),
            };
            if (problem is not null)
            {
                return problem;
            }
        }

        _at.Json.Read();
        if (model is null || outputs.IsDefault)
        {
            return Problem.Invalid(model is null ? "model_name" : "outputs", "An answer has the members model_name and outputs.");
        }

        return new InferenceResponse(model, version, id, outputs);
    }

    private Problem? ReadOutputNames(out ImmutableArray<string> names)
    {
        names = [];
        if (_at.StartArray("outputs") is { } notArray)
        {
            return notArray;
        }

        var found = ImmutableArray.CreateBuilder<string>();
        for (_at.Json.Read(); _at.Json.TokenType != JsonTokenType.EndArray; _at.Json.Read())
        {
            var field = $"outputs[{found.Count}]";
            if (found.Count == OipLimits.MaxTensors)
            {
                return new Problem(ProblemKind.TooLarge, "too-many-tensors", $"At most {OipLimits.MaxTensors} outputs are named.") { Field = "outputs" };
            }

            if (_at.Json.TokenType != JsonTokenType.StartObject)
            {
                return Problem.Invalid(field, "A wanted output is an object with a name.");
            }

            if (ReadOutputName(field, out var name) is { } problem)
            {
                return problem;
            }

            if (found.Contains(name))
            {
                return Problem.Invalid($"{field}.name", $"The output '{name}' is asked for twice.");
            }

            found.Add(name);
        }

        names = found.DrainToImmutable();
        return null;
    }

    private Problem? ReadOutputName(string field, out string name)
    {
        name = string.Empty;
        string? found = null;
        var hasParameters = false;
        while (_at.NextMember(out var member))
        {
            var problem = member switch
            {
                "name" when found is null => _at.ReadText($"{field}.name", allowEmpty: false, out found),
                "parameters" when !hasParameters => _at.SkipParameters($"{field}.parameters", out hasParameters),
                _ => _at.SkipUnknown($"{field}.{member}", member is "name" or "parameters"),
            };
            if (problem is not null)
            {
                return problem;
            }
        }

        name = found ?? string.Empty;
        return found is null ? Problem.Invalid($"{field}.name", "A wanted output has a name.") : null;
    }
}
