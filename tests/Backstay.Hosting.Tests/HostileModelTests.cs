using Backstay.Core.Primitives;
using Backstay.Core.Primitives.Inference;
using Backstay.Examples.Onnx;

namespace Backstay.Hosting.Tests;

/// <summary>Files that no exporter writes. A crash of the native library ends the whole test process, so that none of these can pass by accident.</summary>
public sealed class HostileModelTests
{
    [Fact]
    public void Files_that_are_no_models_are_refused()
    {
        var model = TestModels.Linear(2);

        AssertRefused([]);
        AssertRefused([0]);
        AssertRefused("not a model"u8.ToArray());
        AssertRefused(new byte[4096]);
        AssertRefused([8, 7]);
        AssertRefused([0, 0, 0, 0, .. "ORTM"u8, .. new byte[100]]);
        AssertRefused([.. model, 0x3b]);
        for (var length = 0; length < model.Length; length++)
        {
            TestRuntime.Instance.Load(model.AsSpan(0, length)).Map(Close);
        }
    }

    [Fact]
    public void Random_bytes_are_refused()
    {
        var random = new Random(42);
        for (var i = 0; i < 500; i++)
        {
            var bytes = new byte[random.Next(1, 400)];
            random.NextBytes(bytes);
            AssertRefused(bytes);
        }
    }

    [Fact]
    public void An_operator_set_or_operator_of_the_future_is_refused()
    {
        var future = new OnnxModelBuilder("future", opset: 9999)
            .Input("x", OnnxType.Float32, 1).Relu("x", "y").Output("y", OnnxType.Float32, 1).ToBytes();
        var unknown = new OnnxModelBuilder("unknown")
            .Input("x", OnnxType.Float32, 1).Node("NoSuchOperator", ["x"], ["y"]).Output("y", OnnxType.Float32, 1).ToBytes();
        var dangling = new OnnxModelBuilder("dangling")
            .Input("x", OnnxType.Float32, 1).Add("x", "nowhere", "y").Output("y", OnnxType.Float32, 1).ToBytes();
        var mistyped = new OnnxModelBuilder("mistyped")
            .Input("x", OnnxType.Float32, 1).Input("i", OnnxType.Int64, 1).Add("x", "i", "y").Output("y", OnnxType.Float32, 1).ToBytes();

        AssertRefused(future);
        AssertRefused(unknown);
        AssertRefused(dangling);
        AssertRefused(mistyped);
    }

    [Theory]
    [InlineData("weights.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("*/_ORT_MEM_ADDR_/*")]
    public void A_tensor_outside_the_file_is_refused_wherever_it_stands(string location)
    {
        var entry = new ProtoMessage();
        entry.Text(1, "location");
        entry.Text(2, location);
        var tensor = new ProtoMessage();
        tensor.PackedVarints(OnnxFields.TensorDims, [1]);
        tensor.Varint(OnnxFields.TensorDataType, (int)OnnxType.Float32);
        tensor.Text(OnnxFields.TensorName, "w");
        tensor.Message(OnnxFields.TensorExternalData, entry);
        tensor.Varint(OnnxFields.TensorDataLocation, 1);

        var attribute = Wrap(5, tensor);
        var node = Wrap(5, attribute);
        var subgraph = Wrap(OnnxFields.GraphNode, Wrap(5, Wrap(6, Wrap(OnnxFields.GraphInitializer, tensor))));
        ProtoMessage[] graphs = [Wrap(OnnxFields.GraphInitializer, tensor), Wrap(OnnxFields.GraphNode, node), subgraph, Wrap(15, Wrap(1, tensor))];
        foreach (var graph in graphs)
        {
            Assert.Equal("external-data", Refusal(Model(graph)).Code);
        }

        var empty = Model(new ProtoMessage());
        Assert.Equal("external-data", Refusal([.. empty, .. Wrap(25, Wrap(7, node)).ToArray()]).Code);
    }

    [Fact]
    public void A_tensor_that_claims_more_than_the_file_holds_is_refused()
    {
        long[][] claims = [[1L << 40], [1L << 31, 1L << 31, 1L << 31], [-1], [1L << 62, 4]];
        foreach (var claim in claims)
        {
            var tensor = new ProtoMessage();
            tensor.PackedVarints(OnnxFields.TensorDims, claim);
            tensor.Varint(OnnxFields.TensorDataType, (int)OnnxType.Float32);
            tensor.Text(OnnxFields.TensorName, "w");

            Assert.Contains("tensor", Refusal(Model(Wrap(OnnxFields.GraphInitializer, tensor))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Graphs_nested_without_end_are_refused()
    {
        var graph = new ProtoMessage();
        for (var i = 0; i < 1000; i++)
        {
            graph = Wrap(OnnxFields.GraphNode, Wrap(5, Wrap(6, graph)));
        }

        Assert.Contains("nest", Refusal(Model(graph)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutations_of_a_model_load_and_run_or_are_refused()
    {
        var random = new Random(20261122);
        byte[][] seeds =
        [
            TestModels.Linear(2), TestModels.Identity(OnnxType.Text), TestModels.Lookup(), TestModels.Allocator(), TestModels.Slow(2)[..1],
            new OnnxModelBuilder("net").Input("x", OnnxType.Float32, OnnxDim.Batch, 2)
                .Initializer("w", [1f, 2, 3, 4], 2, 2).Initializer("b", [1f, 2], 2)
                .Gemm("x", "w", "b", "h", transposeWeights: true).Relu("h", "r").Softmax("r", "s").Concat(["s", "r"], "y", 1)
                .Output("y", OnnxType.Float32, OnnxDim.Batch, 4).ToBytes(),
        ];
        // A longer hunt by hand: BACKSTAY_FUZZ_RUNS=1000000.
        var runs = int.TryParse(Environment.GetEnvironmentVariable("BACKSTAY_FUZZ_RUNS"), out var asked) ? asked : 4000;
        var loaded = 0;
        for (var i = 0; i < runs; i++)
        {
            var bytes = Mutate(seeds[i % seeds.Length], random);
            if (TestRuntime.Instance.Load(bytes).TryGet(out var session, out _))
            {
                ZeroRun.Try(session);
                session.Dispose();
                loaded++;
            }
        }

        Assert.InRange(loaded, runs / 100, runs - (runs / 100));
    }

    [Theory]
    [InlineData("Div", OnnxType.Int32)]
    [InlineData("Div", OnnxType.Int64)]
    [InlineData("Mod", OnnxType.Int32)]
    [InlineData("Mod", OnnxType.Int64)]
    [InlineData("Div", OnnxType.UInt8)]
    public void Division_of_whole_numbers_by_the_callers_value_is_refused(string operation, OnnxType type) =>
        Assert.Equal("unsafe-division", Refusal(TestModels.Division(operation, type)).Code);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Division_of_whole_numbers_by_a_trapping_constant_is_refused(long divisor) =>
        Assert.Equal("unsafe-division", Refusal(DivisionBy(divisor)).Code);

    [Fact]
    public void Divisions_that_can_not_trap_are_accepted()
    {
        using var constant = TestRuntime.Instance.Load(DivisionBy(7)).Value;
        using var floating = TestRuntime.Instance.Load(TestModels.Division("Div", OnnxType.Float32)).Value;

        var outputs = constant.Run(new InferenceRequest(null, Tensor.Of("a", [2], [long.MinValue, 15L])), CancellationToken.None).Value;

        Assert.Equal([long.MinValue / 7, 2L], ((Tensor<long>)outputs[0]).Data.ToArray());
    }

    [Theory]
    [InlineData(OnnxType.Int32)]
    [InlineData(OnnxType.Int64)]
    public void The_mean_of_no_whole_numbers_does_not_end_the_process(OnnxType type)
    {
        using var session = TestRuntime.Instance.Load(new OnnxModelBuilder("mean").Input("x", type, OnnxDim.Batch)
            .Node("ReduceMean", ["x"], ["y"], OnnxAttribute.Ints("axes", 0), OnnxAttribute.Int("keepdims", 0))
            .Output("y", type).ToBytes()).Value;

        var x = type == OnnxType.Int32 ? (Tensor)Tensor.Of("x", [0], Array.Empty<int>()) : Tensor.Of("x", [0], Array.Empty<long>());
        session.Run(new InferenceRequest(null, x), CancellationToken.None);
    }

    private static byte[] DivisionBy(long divisor) => new OnnxModelBuilder("constant")
        .Input("a", OnnxType.Int64, OnnxDim.Batch).Initializer("b", [divisor], 1).Div("a", "b", "y")
        .Output("y", OnnxType.Int64, OnnxDim.Batch).ToBytes();

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = new List<byte>(seed);
        for (var i = random.Next(1, 5); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 6), bytes.Count - at));
                    break;
                default:
                    bytes.InsertRange(at, seed.AsSpan(random.Next(seed.Length))[..1]);
                    break;
            }
        }

        return [.. bytes];
    }

    private static ProtoMessage Wrap(int field, ProtoMessage inner)
    {
        var outer = new ProtoMessage();
        outer.Message(field, inner);
        return outer;
    }

    private static byte[] Model(ProtoMessage graph) => [.. Wrap(OnnxFields.ModelGraph, graph).ToArray()];

    private static bool Close(IModelSession session)
    {
        session.Dispose();
        return true;
    }

    private static Problem Refusal(byte[] model)
    {
        var result = TestRuntime.Instance.Load(model);
        Assert.False(result.IsOk);
        return result.Problem;
    }

    private static void AssertRefused(byte[] model)
    {
        var problem = Refusal(model);
        Assert.Equal("model", problem.Field);
        Assert.NotEmpty(problem.Message);
    }
}
