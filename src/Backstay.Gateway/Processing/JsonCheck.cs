using System.Text.Json;
using Backstay.Core.Primitives;

namespace Backstay.Gateway.Processing;

/// <summary>One JSON value with the path where it stands; collects what is wrong with it instead of stopping.</summary>
internal readonly struct JsonCheck(JsonElement json, string path, List<Problem> problems)
{
    private readonly JsonElement _json = json;
    private readonly string _path = path;
    private readonly List<Problem> _problems = problems;

    /// <summary>Whether this is an object; members beside <paramref name="known"/> are reported.</summary>
    public bool IsObject(params ReadOnlySpan<string> known)
    {
        if (_json.ValueKind != JsonValueKind.Object)
        {
            Report(_path, "This must be a JSON object.");
            return false;
        }

        foreach (var member in _json.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                Report(PathOf(member.Name), "This member is unknown.");
            }
        }

        return true;
    }

    public void Require(bool holds, string member, string message)
    {
        if (!holds)
        {
            Report(PathOf(member), message);
        }
    }

    public void Require(bool holds, string message)
    {
        if (!holds)
        {
            Report(_path, message);
        }
    }

    /// <summary>The items of an array member; none, and a report, where it is missing, no array or of another length.</summary>
    public IReadOnlyList<JsonCheck> Items(string member, int min, int max)
    {
        var at = PathOf(member);
        if (!_json.TryGetProperty(member, out var array) || array.ValueKind != JsonValueKind.Array
            || array.GetArrayLength() < min || array.GetArrayLength() > max)
        {
            Report(at, $"This must be an array of {min} to {max} objects.");
            return [];
        }

        var items = new List<JsonCheck>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
        {
            items.Add(new JsonCheck(item, $"{at}[{items.Count}]", _problems));
        }

        return items;
    }

    public IReadOnlyList<(string Name, JsonCheck Value)> Members(int max)
    {
        if (_json.ValueKind != JsonValueKind.Object || _json.GetPropertyCount() > max)
        {
            Report(_path, $"This must be an object of at most {max} members.");
            return [];
        }

        var members = new List<(string, JsonCheck)>();
        foreach (var member in _json.EnumerateObject())
        {
            members.Add((member.Name, new JsonCheck(member.Value, PathOf(member.Name), _problems)));
        }

        return members;
    }

    /// <summary>The member, where it is there and not null.</summary>
    public JsonCheck? Member(string name) =>
        _json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonCheck(value, PathOf(name), _problems)
            : null;

    /// <summary>A required string of 1 to <paramref name="max"/> characters.</summary>
    public string Text(string member, int max)
    {
        var text = _json.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (text is null || text.Length == 0 || text.Length > max)
        {
            Report(PathOf(member), $"This must be a string of 1 to {max} characters.");
            return string.Empty;
        }

        return text;
    }

    /// <summary>An optional number; null where absent or null.</summary>
    public double? Number(string member) => Member(member)?.Number();

    /// <summary>This value as a finite number.</summary>
    public double? Number()
    {
        if (_json.ValueKind == JsonValueKind.Number && _json.TryGetDouble(out var number) && double.IsFinite(number))
        {
            return number;
        }

        Report(_path, "This must be a finite number.");
        return null;
    }

    private string PathOf(string member) => _path.Length == 0 ? member : $"{_path}.{member}";

    private void Report(string path, string message) =>
        _problems.Add(Problem.Invalid(path.Length == 0 ? "processor" : path, message));
}
