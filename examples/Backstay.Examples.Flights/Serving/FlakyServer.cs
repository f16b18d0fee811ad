using System.Net;
using System.Text.Json;
using Backstay.Examples.Flights.Training;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Backstay.Examples.Flights.Serving;

/// <summary>The verb <c>serve-flaky</c>: one model over the Open Inference Protocol v2 on loopback, in plain C#.</summary>
internal sealed class FlakyServer(ModelWeights weights, BandedModel model)
{
    private const long LargestBody = 1 << 20;

    /// <summary>Serves until cancelled; writes <paramref name="readyFile"/> once requests are accepted.</summary>
    /// <param name="port">0 for any free port.</param>
    public async Task RunAsync(int port, string readyFile, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        await using var app = builder.Build();
        Map(app);
        model.Start();
        await app.StartAsync(ct);
        ReadyFile.Write(readyFile, new ReadyFile(app.Urls.Single(), Environment.ProcessId));
        await app.WaitForShutdownAsync(ct);
    }

    private void Map(IEndpointRouteBuilder routes)
    {
        var path = $"/v2/models/{weights.Name}";
        routes.MapGet("/v2", () => Results.Ok(new { name = "flights-example", version = "1", extensions = Array.Empty<string>() }));
        routes.MapGet("/v2/health/live", () => Results.Ok(new { live = true }));
        routes.MapGet("/v2/health/ready", () => Results.Ok(new { ready = true }));
        routes.MapGet(path, Metadata);
        routes.MapGet($"{path}/ready", () => Results.Ok(new { name = weights.Name, ready = true }));
        routes.MapPost($"{path}/infer", InferAsync);
        routes.MapGet("/bands", () => Results.Ok(model.AnswersByBand));
    }

    private IResult Metadata() => Results.Ok(new
    {
        name = weights.Name,
        versions = new[] { weights.Version },
        platform = "flights-example",
        inputs = new[] { new { name = FlightFields.FeatureTensor, datatype = FlightFields.Float32, shape = new[] { -1, model.Inputs } } },
        outputs = new[] { new { name = FlightFields.Delay, datatype = FlightFields.Float32, shape = new[] { -1, 1 } } },
    });

    private async Task<IResult> InferAsync(HttpRequest request, CancellationToken ct)
    {
        InferRequest infer;
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: ct);
            infer = InferRequest.Parse(body.RootElement, FlightFields.FeatureTensor, model.Inputs);
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or FormatException)
        {
            return Results.BadRequest(new { error = error.Message });
        }

        var answers = await model.EvaluateAsync(infer.Rows, ct);
        var outputs = new[]
        {
            new { name = FlightFields.Delay, datatype = FlightFields.Float32, shape = new[] { answers.Length, 1 }, data = answers },
        };
        return infer.Id is null
            ? Results.Ok(new { model_name = weights.Name, model_version = weights.Version, outputs })
            : Results.Ok(new { model_name = weights.Name, model_version = weights.Version, id = infer.Id, outputs });
    }
}
