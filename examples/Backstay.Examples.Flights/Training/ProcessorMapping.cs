using Backstay.Examples.Flights.Data;

namespace Backstay.Examples.Flights.Training;

/// <summary>A data processor in the form that the gateway applies: JSON fields to a tensor of shape [1, fields], and a
/// tensor's elements back to JSON fields.</summary>
internal sealed record ProcessorMapping(IReadOnlyList<TensorMapping> Inputs, IReadOnlyList<OutputMapping> Outputs)
{
    /// <summary>What the gateway would put into the model's tensor for this row.</summary>
    public void Apply(Flight flight, Span<float> features)
    {
        var fields = Inputs[0].Fields;
        for (var i = 0; i < fields.Count; i++)
        {
            var value = fields[i].Field switch
            {
                FlightFields.Distance => flight.Distance,
                FlightFields.Time => flight.Time,
                _ => fields[i].Default,
            };
            features[i] = (float)((value * fields[i].Scale) + fields[i].Offset);
        }
    }
}

/// <summary>One tensor: its elements in the order of <paramref name="Fields"/>.</summary>
internal sealed record TensorMapping(string Tensor, string Datatype, IReadOnlyList<FieldMapping> Fields);

/// <summary>element = value * scale + offset, where value is the request's field, or <paramref name="Default"/> (in the
/// caller's unit) when the field is missing.</summary>
internal sealed record FieldMapping(string Field, double Scale, double Offset, double Default);

/// <summary>The answer's field that takes element <paramref name="Index"/> of an output tensor.</summary>
internal sealed record OutputMapping(string Field, string Tensor, int Index);
