using System.Text.Json;

namespace Backstay.Gateway.Fields;

/// <summary>Takes the values that a walk finds.</summary>
internal interface IFieldVisitor
{
    /// <summary>The reader stands on the value's first token and must be left there. A member given twice is visited twice.</summary>
    void Visit(ref Utf8JsonReader json, int slot);
}
