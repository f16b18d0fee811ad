namespace Backstay.Examples.Flights.Training;

/// <summary>Names in requests, answers and tensors.</summary>
internal static class FlightFields
{
    public const string Distance = "distance";
    public const string Time = "time";
    public const string Delay = "delay";
    public const string FeatureTensor = "features";
    public const string Float32 = "FP32";
}
