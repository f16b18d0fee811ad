using System.Buffers;
using System.Text;
using Backstay.Core.Primitives.Inference;
using FsCheck;
using FsCheck.Fluent;

namespace Backstay.Hosting.Tests.Protocol;

public sealed class OipRoundTripTests
{
    [Fact]
    public void What_is_written_is_read_back_as_it_was() =>
        Prop.ForAll(Requests().ToArbitrary(), request =>
        {
            var output = new ArrayBufferWriter<byte>();
            Assert.Null(OipJson.WriteRequest(output, request));
            var read = OipJson.ReadRequest(output.WrittenSpan).Value;

            Assert.Equal(request.Id, read.Id);
            Assert.Equal(request.Outputs, read.Outputs);
            AssertSame(request.Inputs, read.Inputs);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_answer_is_read_back_as_it_was_and_foreign_members_are_skipped() =>
        Prop.ForAll(Requests().ToArbitrary(), request =>
        {
            var response = new InferenceResponse("m", request.Id is null ? null : "3", request.Id, request.Inputs);
            var output = new ArrayBufferWriter<byte>();
            Assert.Null(OipJson.WriteResponse(output, response));
            var withMore = "{\"server\":{\"host\":[1]}," + Encoding.UTF8.GetString(output.WrittenSpan[1..]);
            var read = OipJson.ReadResponse(Encoding.UTF8.GetBytes(withMore)).Value;

            Assert.Equal((response.ModelName, response.ModelVersion, response.Id), (read.ModelName, read.ModelVersion, read.Id));
            AssertSame(response.Outputs, read.Outputs);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Damaged_documents_give_a_problem_or_a_request_and_never_an_exception()
    {
        const int Seed = 4711;
        var random = new Random(Seed);
        var body = Encoding.UTF8.GetBytes(
            """{"id":"a","parameters":{"p":1},"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2.5],[3,4]]},{"data":["a","b"],"name":"t","shape":[2],"datatype":"BYTES"}],"outputs":[{"name":"y"}]}""");
        var problems = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = body.AsSpan(0, random.Next(4) == 0 ? random.Next(body.Length) : body.Length).ToArray();
            for (var j = random.Next(1, 4); j > 0 && damaged.Length > 0; j--)
            {
                damaged[random.Next(damaged.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : body[random.Next(body.Length)];
            }

            problems += OipJson.ReadRequest(damaged).IsOk ? 0 : 1;
            OipJson.ReadResponse(damaged);
        }

        Assert.InRange(problems, 10_000, 20_000);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void An_answer_that_is_not_finite_is_a_problem_that_names_the_output(float value)
    {
        var response = new InferenceResponse("m", "1", null, [Tensor.Of("y", [2], [1f, value])]);

        var problem = OipJson.WriteResponse(new ArrayBufferWriter<byte>(), response);

        Assert.Equal("outputs[0].data", problem?.Field);
    }

    private static void AssertSame(IReadOnlyList<Tensor> expected, IReadOnlyList<Tensor> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (left, right) in expected.Zip(actual))
        {
            Assert.Equal((left.Name, left.Type, left.Count), (right.Name, right.Type, right.Count));
            Assert.Equal(left.Shape, right.Shape);
            Assert.Equal(Elements(left), Elements(right));
        }
    }

    private static Array Elements(Tensor tensor) => ((dynamic)tensor).Data.ToArray();

    private static Gen<InferenceRequest> Requests() =>
        from count in Gen.Choose(0, 4)
        from tensors in Lists(count)
        from id in Gen.Elements(null, "", "id", "é\"\\")
        from outputs in Gen.Elements<string[]>([], ["a"], ["b", "a"])
        select new InferenceRequest(id, [.. tensors], [.. outputs]);

    private static Gen<Tensor[]> Lists(int count) => count == 0
        ? Gen.Constant(Array.Empty<Tensor>())
        : from earlier in Lists(count - 1)
          from last in Tensors($"t{count}")
          select (Tensor[])[.. earlier, last];

    private static Gen<Tensor> Tensors(string name) =>
        from rank in Gen.Choose(0, 4)
        from lengths in Gen.Choose(0, 3).ArrayOf(rank)
        let shape = Array.ConvertAll(lengths, length => (long)length)
        let count = (int)shape.Aggregate(1L, (product, length) => product * length)
        from tensor in Gen.OneOf(
            Of<bool>(name, shape, count),
            Of<byte>(name, shape, count),
            Of<ushort>(name, shape, count),
            Of<uint>(name, shape, count),
            Of<ulong>(name, shape, count),
            Of<sbyte>(name, shape, count),
            Of<short>(name, shape, count),
            Of<int>(name, shape, count),
            Of<long>(name, shape, count),
            Of(name, shape, count, Gen.Choose(-2000, 2000).Select(i => (Half)(i / 8.0))),
            Of(name, shape, count, ArbMap.Default.GeneratorFor<float>().Where(float.IsFinite)),
            Of(name, shape, count, ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite)),
            Of(name, shape, count, ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get)))))
        select tensor;

    private static Gen<Tensor> Of<T>(string name, long[] shape, int count) => Of(name, shape, count, ArbMap.Default.GeneratorFor<T>());

    private static Gen<Tensor> Of<T>(string name, long[] shape, int count, Gen<T> elements) =>
        elements.ArrayOf(count).Select(data => (Tensor)Tensor.Of(name, shape, data));
}
