using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Backstay.Examples.Flights.Data;
using Backstay.Examples.Flights.Training;

namespace Backstay.Examples.Tests.Flights;

public sealed class OnnxExportTests(TrainedFolder trained)
{
    private const int Rows = 200;

    [Theory]
    [InlineData("delay-1", "Gemm")]
    [InlineData("delay-2", "Gemm Relu Gemm Relu Gemm")]
    [InlineData("delay-3", "Gemm Relu Gemm Relu Gemm")]
    [InlineData("delay-4", "Gemm Relu Gemm Relu Gemm")]
    public void The_file_is_a_chain_of_layers_with_the_networks_own_weights(string model, string operations)
    {
        var graph = OnnxFile.Read(File.ReadAllBytes(trained.File($"{model}.onnx")));
        var network = trained.Network(model);

        Assert.Equal(operations, string.Join(' ', graph.Nodes.Select(node => node.Operation)));
        Assert.Equal("features", graph.Nodes[0].Inputs[0]);
        Assert.Equal("delay", graph.Nodes[^1].Output);
        Assert.All(graph.Nodes.Skip(1).Zip(graph.Nodes), pair => Assert.Equal(pair.Second.Output, pair.First.Inputs[0]));
        for (var i = 0; i < network.Layers.Count; i++)
        {
            Assert.Equal(network.Layers[i].Weights, graph.Initializers[$"weights{i}"]);
            Assert.Equal(network.Layers[i].Bias, graph.Initializers[$"bias{i}"]);
        }
    }

    [Theory]
    [InlineData("delay-1")]
    [InlineData("delay-2")]
    [InlineData("delay-3")]
    [InlineData("delay-4")]
    public async Task The_onnx_runtime_answers_as_the_plain_network_does(string model)
    {
        var ct = TestContext.Current.CancellationToken;
        var modules = new FileInfo(TrainedFolder.Source).Directory!.Parent!.Parent!.FullName;
        var package = Path.Combine(modules, "onnxruntime-node");
        Assert.SkipUnless(Directory.Exists(package), "The npm package onnxruntime-node is not installed.");
        var processor = model == "delay-3" ? Processors.KilometresAndDay : Processors.MilesAndHours;
        var flights = FlightLines.Read(trained.File(TrainingRun.LiveFile)).Take(Rows).ToList();
        var features = new float[Rows * 2];
        for (var row = 0; row < Rows; row++)
        {
            processor.Apply(flights[row], features.AsSpan(row * 2, 2));
        }

        var answers = await RunAsync(package, trained.File($"{model}.onnx"), features, ct);

        var expected = Evaluator.Predict(trained.Network(model), processor, flights);
        Assert.Equal(Rows, answers.Length);
        Assert.All(answers.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, tolerance: 1e-3f));
    }

    /// <summary>The runtime's own binding, in a process of Node.js: an implementation of ONNX that is not ours.</summary>
    private static async Task<float[]> RunAsync(string package, string file, float[] features, CancellationToken ct)
    {
        const string script = """
            const [, pkg, file, data] = process.argv;
            const ort = require(pkg);
            const values = JSON.parse(data);
            ort.InferenceSession.create(file)
              .then(s => s.run({ features: new ort.Tensor('float32', values, [values.length / 2, 2]) }))
              .then(r => console.log(JSON.stringify(Array.from(r.delay.data))));
            """;
        var data = "[" + string.Join(',', features.Select(value => value.ToString("R", CultureInfo.InvariantCulture))) + "]";
        var start = new ProcessStartInfo("node", ["-e", script, package, file, data]) { RedirectStandardOutput = true };
        using var node = Start(start);
        var output = await node.StandardOutput.ReadToEndAsync(ct);
        await node.WaitForExitAsync(ct);
        Assert.Equal(0, node.ExitCode);
        return JsonSerializer.Deserialize<float[]>(output)!;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("Node.js is not installed.");
            throw;
        }
    }
}
