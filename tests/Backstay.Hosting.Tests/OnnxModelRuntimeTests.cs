using Backstay.Core.Primitives.Inference;
using Backstay.Examples.Onnx;

namespace Backstay.Hosting.Tests;

public sealed class OnnxModelRuntimeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_network_answers_as_a_plain_reference_does()
    {
        const int Rows = 7;
        const int Features = 5;
        const int Hidden = 8;
        var random = new Random(20261121);
        var (w1, b1) = (Values(random, Features * Hidden), Values(random, Hidden));
        var (w2, b2) = (Values(random, Hidden * 3), Values(random, 3));
        var (mean, scale) = (Values(random, Features), Values(random, Features).Select(v => 1.5f + Math.Abs(v)).ToArray());
        var x = Values(random, Rows * Features);
        using var session = TestRuntime.Instance.Load(new OnnxModelBuilder("net")
            .Input("x", OnnxType.Float32, OnnxDim.Batch, Features)
            .Initializer("mean", mean, Features).Initializer("scale", scale, Features)
            .Initializer("w1", w1, Features, Hidden).Initializer("b1", b1, Hidden)
            .Initializer("w2", w2, Hidden, 3).Initializer("b2", b2, 3)
            .Sub("x", "mean", "centred").Div("centred", "scale", "scaled")
            .Gemm("scaled", "w1", "b1", "h").Relu("h", "r")
            .Gemm("r", "w2", "b2", "logits").Softmax("logits", "p").Tanh("logits", "t").Sigmoid("t", "s")
            .Output("p", OnnxType.Float32, OnnxDim.Batch, 3)
            .Output("s", OnnxType.Float32, OnnxDim.Batch, 3)
            .Metadata("k", "v").Producer("p", "2").ToBytes()).Value;

        var outputs = session.Run(new InferenceRequest(null, Tensor.Of("x", [Rows, Features], x)), Ct).Value;

        var (p, s) = Reference(x, mean, scale, w1, b1, w2, b2, Rows, Features, Hidden);
        Assert.Equal(["p", "s"], outputs.Select(o => o.Name));
        Assert.Equal([Rows, 3L], outputs[0].Shape);
        AssertClose(p, outputs[0]);
        AssertClose(s, outputs[1]);
    }

    [Fact]
    public void The_signature_is_that_of_the_model()
    {
        using var session = TestRuntime.Instance.Load(TestModels.Linear(2)).Value;

        Assert.Equal([TensorSpec.Create("x", TensorType.Fp32, [-1, 2]).Value], session.Inputs);
        Assert.Equal([TensorSpec.Create("y", TensorType.Fp32, [-1, 1]).Value], session.Outputs);
    }

    [Fact]
    public void Every_element_type_goes_in_and_out_unchanged()
    {
        AssertIdentity(OnnxType.Bool, [true, false, true]);
        AssertIdentity<byte>(OnnxType.UInt8, [0, 7, 255]);
        AssertIdentity<ushort>(OnnxType.UInt16, [0, 7, ushort.MaxValue]);
        AssertIdentity<uint>(OnnxType.UInt32, [0, 7, uint.MaxValue]);
        AssertIdentity<ulong>(OnnxType.UInt64, [0, 7, ulong.MaxValue]);
        AssertIdentity<sbyte>(OnnxType.Int8, [-128, 0, 127]);
        AssertIdentity<short>(OnnxType.Int16, [short.MinValue, 0, 1]);
        AssertIdentity(OnnxType.Int32, [int.MinValue, 0, 1]);
        AssertIdentity(OnnxType.Int64, [long.MinValue, 0, 1]);
        AssertIdentity(OnnxType.Float16, [(Half)0.5, (Half)(-2), Half.MaxValue]);
        AssertIdentity(OnnxType.Float32, [0.1f, -1f, float.MaxValue]);
        AssertIdentity(OnnxType.Float64, [0.1, -1, double.MaxValue]);
        AssertIdentity(OnnxType.Text, ["", "é", "text"]);
    }

    [Fact]
    public void Empty_batches_are_answered_with_empty_batches()
    {
        AssertIdentity(OnnxType.Float32, Array.Empty<float>());
        AssertIdentity(OnnxType.Text, Array.Empty<string>());
    }

    [Fact]
    public void Outputs_come_in_the_order_that_was_asked_for()
    {
        using var session = TestRuntime.Instance.Load(new OnnxModelBuilder("two")
            .Input("x", OnnxType.Float32, 1).Identity("x", "a").Relu("x", "b").Cast("x", "c", OnnxType.Int64)
            .Output("a", OnnxType.Float32, 1).Output("b", OnnxType.Float32, 1).Output("c", OnnxType.Int64, 1).ToBytes()).Value;

        var outputs = session.Run(new InferenceRequest("id", [Tensor.Of("x", [1], [-2f])], ["c", "a"]), Ct).Value;

        Assert.Equal(["c", "a"], outputs.Select(o => o.Name));
        Assert.Equal([-2L], ((Tensor<long>)outputs[0]).Data.ToArray());
        Assert.Equal([-2f], ((Tensor<float>)outputs[1]).Data.ToArray());
    }

    [Fact]
    public void Bad_tensors_are_refused_by_the_name_of_the_field()
    {
        using var session = TestRuntime.Instance.Load(TestModels.Linear(2)).Value;
        var good = Tensor.Of("x", [1, 2], [1f, 2f]);

        Assert.Equal("inputs", Field(session));
        Assert.Equal("inputs[0].name", Field(session, Tensor.Of("z", [1, 2], [1f, 2f])));
        Assert.Equal("inputs[1].name", Field(session, good, good));
        Assert.Equal("inputs[0].datatype", Field(session, Tensor.Of("x", [1, 2], [1.0, 2])));
        Assert.Equal("inputs[0].shape", Field(session, Tensor.Of("x", [1, 3], [1f, 2, 3])));
        Assert.Equal("inputs[0].shape", Field(session, Tensor.Of("x", [2], [1f, 2])));
        Assert.Equal("outputs[0].name", session.Run(new InferenceRequest(null, [good], ["q"]), Ct).Problem?.Field);
        Assert.Equal("outputs[1].name", session.Run(new InferenceRequest(null, [good], ["y", "y"]), Ct).Problem?.Field);
        Assert.Equal("outputs[1].name", session.Run(new InferenceRequest(null, [good], ["y", "y", "y"]), Ct).Problem?.Field);
    }

    [Fact]
    public void Text_with_a_zero_character_is_refused()
    {
        using var session = TestRuntime.Instance.Load(TestModels.Identity(OnnxType.Text)).Value;

        Assert.Equal("inputs[0].data", Field(session, Tensor.Of("x", [1], ["a\0b"])));
    }

    [Fact]
    public void A_failure_inside_the_graph_is_a_problem()
    {
        using var session = TestRuntime.Instance.Load(TestModels.Lookup()).Value;

        Assert.True(session.Run(new InferenceRequest(null, Tensor.Of("i", [1], [2L])), Ct).IsOk);
        Assert.False(session.Run(new InferenceRequest(null, Tensor.Of("i", [1], [99L])), Ct).IsOk);
    }

    [Fact]
    public void A_graph_that_asks_for_more_memory_than_the_cap_is_a_problem()
    {
        using var session = TestRuntime.Instance.Load(TestModels.Allocator()).Value;

        Assert.True(session.Run(new InferenceRequest(null, Tensor.Of("shape", [2], [10L, 10])), Ct).IsOk);
        Assert.False(session.Run(new InferenceRequest(null, Tensor.Of("shape", [2], [1L << 20, 1L << 20])), Ct).IsOk);
        Assert.False(session.Run(new InferenceRequest(null, Tensor.Of("shape", [2], [1L << 14, 1L << 14])), Ct).IsOk);
        Assert.True(session.Run(new InferenceRequest(null, Tensor.Of("shape", [2], [10L, 10])), Ct).IsOk);
    }

    [Fact]
    public void A_cancelled_run_ends_with_the_cancellation()
    {
        using var session = TestRuntime.Instance.Load(TestModels.Slow(400)).Value;
        using var stop = new CancellationTokenSource();
        using var started = new ManualResetEventSlim();
        var x = Tensor.Of("x", [4096, 256], new float[4096 * 256]);

        // The run takes many seconds; the cancel comes when it has begun at the latest.
        var canceller = new Thread(() => { started.Wait(); stop.Cancel(); });
        canceller.Start();
        started.Set();

        Assert.ThrowsAny<OperationCanceledException>(() => session.Run(new InferenceRequest(null, x), stop.Token));
        canceller.Join();
    }

    [Fact]
    public void Disposing_under_running_calls_frees_nothing_they_use()
    {
        for (var round = 0; round < 20; round++)
        {
            var session = TestRuntime.Instance.Load(TestModels.Slow(20)).Value;
            var x = Tensor.Of("x", [4, 256], Enumerable.Repeat(1f, 4 * 256).ToArray());
            var answers = 0;
            var threads = Enumerable.Range(0, 3).Select(_ => new Thread(() =>
            {
                try
                {
                    while (((Tensor<float>)session.Run(new InferenceRequest(null, x), Ct).Value[0]).Data.Span[0] == 1f)
                    {
                        Interlocked.Increment(ref answers);
                    }
                }
                catch (ObjectDisposedException)
                {
                    // the session was gone before the call began
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            SpinWait.SpinUntil(() => Volatile.Read(ref answers) > 3);

            session.Dispose();
            threads.ForEach(thread => thread.Join());
        }
    }

    private static string? Field(IModelSession session, params ReadOnlySpan<Tensor> inputs) =>
        session.Run(new InferenceRequest(null, inputs), CancellationToken.None).Problem?.Field;

    private static void AssertIdentity<T>(OnnxType type, T[] values)
    {
        using var session = TestRuntime.Instance.Load(TestModels.Identity(type)).Value;

        var outputs = session.Run(new InferenceRequest(null, Tensor.Of("x", [values.Length], values)), Ct).Value;

        Assert.Equal(values, Assert.IsType<Tensor<T>>(outputs[0]).Data.ToArray());
    }

    private static float[] Values(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];

    private static void AssertClose(double[] expected, Tensor actual)
    {
        var values = ((Tensor<float>)actual).Data.ToArray();
        Assert.Equal(expected.Length, values.Length);
        Assert.All(expected.Zip(values), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-5));
    }

    private static (double[] P, double[] S) Reference(
        float[] x, float[] mean, float[] scale, float[] w1, float[] b1, float[] w2, float[] b2, int rows, int features, int hidden)
    {
        var (p, s) = (new double[rows * 3], new double[rows * 3]);
        for (var row = 0; row < rows; row++)
        {
            var h = Enumerable.Range(0, hidden).Select(j => Math.Max(0, b1[j] + Enumerable.Range(0, features)
                .Sum(i => (x[(row * features) + i] - mean[i]) / (double)scale[i] * w1[(i * hidden) + j]))).ToArray();
            var logits = Enumerable.Range(0, 3).Select(k => b2[k] + Enumerable.Range(0, hidden).Sum(j => h[j] * w2[(j * 3) + k])).ToArray();
            var total = logits.Sum(Math.Exp);
            for (var k = 0; k < 3; k++)
            {
                p[(row * 3) + k] = Math.Exp(logits[k]) / total;
                s[(row * 3) + k] = 1 / (1 + Math.Exp(-Math.Tanh(logits[k])));
            }
        }

        return (p, s);
    }
}
