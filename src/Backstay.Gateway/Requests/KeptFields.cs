using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Backstay.Core.Routing;
using Backstay.Gateway.Fields;

namespace Backstay.Gateway.Requests;

/// <summary>Takes the fields that guards score out of an answer. One that is missing, too long or no scalar is not kept.</summary>
internal static class KeptFields
{
    public static ImmutableArray<KeptValue> Read(ReadOnlySpan<byte> answer, FieldTree? fields, string[] names)
    {
        if (fields is null)
        {
            return [];
        }

        var kept = new Visitor(names, ImmutableArray.CreateBuilder<KeptValue>(fields.Count));
        try
        {
            var json = new Utf8JsonReader(answer, JsonFaults.ReaderOptions);
            json.Read();
            FieldTree.Walk(ref json, fields.Root, ref kept);
        }
        catch (Exception exception) when (JsonFaults.IsFault(exception))
        {
            return [];
        }

        return kept.Found.DrainToImmutable();
    }

    private readonly struct Visitor(string[] names, ImmutableArray<KeptValue>.Builder found) : IFieldVisitor
    {
        public ImmutableArray<KeptValue>.Builder Found { get; } = found;

        public void Visit(ref Utf8JsonReader json, int slot)
        {
            var isScalar = json.TokenType is JsonTokenType.Number or JsonTokenType.String or JsonTokenType.True or JsonTokenType.False;
            if (!isScalar || json.ValueSpan.Length > KeptValue.MaxJsonLength - 2 || IsFound(names[slot]))
            {
                return;
            }

            var text = Encoding.UTF8.GetString(json.ValueSpan);
            Found.Add(new KeptValue(names[slot], json.TokenType == JsonTokenType.String ? $"\"{text}\"" : text));
        }

        private bool IsFound(string name)
        {
            foreach (var value in Found)
            {
                if (value.Field == name)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
