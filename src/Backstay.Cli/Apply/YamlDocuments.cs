using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Backstay.Cli.Apply;

/// <summary>
/// Reads YAML documents into JSON's terms. No tags, anchors or aliases: a document says what it says where it says it,
/// and can't grow beyond its file. Plain words mean what YAML 1.2's core schema gives them.
/// </summary>
internal static class YamlDocuments
{
    private const int MaxDepth = 64;

    public static IReadOnlyList<SourceDocument> Read(string file, string text)
    {
        var documents = new List<SourceDocument>();
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            while (!parser.Accept<StreamEnd>(out _))
            {
                parser.Consume<DocumentStart>();
                var number = documents.Count + 1;
                var root = ReadNode(parser, $"{file}: document {number}", string.Empty, 0);
                parser.Consume<DocumentEnd>();
                documents.Add(root as JsonObject is { } document
                    ? new SourceDocument(file, number, document)
                    : throw CliProblems.BadInput($"{file}: document {number}", "A document is a mapping of fields."));
            }
        }
        catch (YamlException wrong)
        {
            throw CliProblems.BadInput($"{file}: line {wrong.Start.Line}, column {wrong.Start.Column}", wrong.Message);
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException)
        {
            // The scanner's ways to say that a bracket is not closed where a line begins at its margin, and that an escape is half
            // of a surrogate pair.
            throw CliProblems.BadInput(
                $"{file}: behind line {parser.Current?.End.Line ?? 1}", "This is no YAML: a '{' or '[' is not closed, or an escape is no character.");
        }

        return documents;
    }

    private static JsonNode? ReadNode(Parser parser, string place, string path, int depth)
    {
        if (depth > MaxDepth)
        {
            throw CliProblems.BadInput(Join(place, path), $"A document is nested at most {MaxDepth} deep.");
        }

        if (parser.Accept<AnchorAlias>(out _) || (parser.Current is NodeEvent node && (!node.Anchor.IsEmpty || !node.Tag.IsEmpty)))
        {
            throw CliProblems.BadInput(Join(place, path), "Tags, anchors and aliases are not accepted.", "Write the value out.");
        }

        if (parser.TryConsume<MappingStart>(out _))
        {
            return ReadMapping(parser, place, path, depth);
        }

        return parser.TryConsume<SequenceStart>(out _)
            ? ReadSequence(parser, place, path, depth)
            : YamlScalars.ToJson(parser.Consume<Scalar>());
    }

    private static JsonObject ReadMapping(Parser parser, string place, string path, int depth)
    {
        var members = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key) || !key.Anchor.IsEmpty || !key.Tag.IsEmpty)
            {
                throw CliProblems.BadInput(Join(place, path), "The names of fields are plain words.");
            }

            var field = path.Length == 0 ? key.Value : $"{path}.{key.Value}";
            if (members.ContainsKey(key.Value))
            {
                throw CliProblems.BadInput(Join(place, field), $"The field '{key.Value}' stands here twice (line {key.Start.Line}).");
            }

            members.Add(key.Value, ReadNode(parser, place, field, depth + 1));
        }

        return members;
    }

    private static JsonArray ReadSequence(Parser parser, string place, string path, int depth)
    {
        var items = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(parser, place, $"{path}[{items.Count}]", depth + 1));
        }

        return items;
    }

    private static string Join(string place, string path) => path.Length == 0 ? place : $"{place}: {path}";
}
