namespace Backstay.Examples.Onnx;

/// <summary>The operators that small tabular models need, by name; anything else goes through <see cref="OnnxModelBuilder.Node"/>.</summary>
public static class OnnxOperators
{
    /// <summary>output = input * weights + bias; with <paramref name="transposeWeights"/> the weights are stored as outputs x inputs.</summary>
    public static OnnxModelBuilder Gemm(
        this OnnxModelBuilder model, string input, string weights, string bias, string output, bool transposeWeights = false) =>
        transposeWeights
            ? model.Node("Gemm", [input, weights, bias], [output], OnnxAttribute.Int("transB", 1))
            : model.Node("Gemm", [input, weights, bias], [output]);

    public static OnnxModelBuilder MatMul(this OnnxModelBuilder model, string left, string right, string output) =>
        model.Node("MatMul", [left, right], [output]);

    public static OnnxModelBuilder Add(this OnnxModelBuilder model, string left, string right, string output) =>
        model.Node("Add", [left, right], [output]);

    public static OnnxModelBuilder Sub(this OnnxModelBuilder model, string left, string right, string output) =>
        model.Node("Sub", [left, right], [output]);

    public static OnnxModelBuilder Mul(this OnnxModelBuilder model, string left, string right, string output) =>
        model.Node("Mul", [left, right], [output]);

    public static OnnxModelBuilder Div(this OnnxModelBuilder model, string left, string right, string output) =>
        model.Node("Div", [left, right], [output]);

    public static OnnxModelBuilder Relu(this OnnxModelBuilder model, string input, string output) =>
        model.Node("Relu", [input], [output]);

    public static OnnxModelBuilder Sigmoid(this OnnxModelBuilder model, string input, string output) =>
        model.Node("Sigmoid", [input], [output]);

    public static OnnxModelBuilder Tanh(this OnnxModelBuilder model, string input, string output) =>
        model.Node("Tanh", [input], [output]);

    public static OnnxModelBuilder Softmax(this OnnxModelBuilder model, string input, string output, int axis = -1) =>
        model.Node("Softmax", [input], [output], OnnxAttribute.Int("axis", axis));

    public static OnnxModelBuilder Concat(this OnnxModelBuilder model, ReadOnlySpan<string> inputs, string output, int axis = -1) =>
        model.Node("Concat", inputs, [output], OnnxAttribute.Int("axis", axis));

    public static OnnxModelBuilder Identity(this OnnxModelBuilder model, string input, string output) =>
        model.Node("Identity", [input], [output]);

    public static OnnxModelBuilder Cast(this OnnxModelBuilder model, string input, string output, OnnxType to) =>
        model.Node("Cast", [input], [output], OnnxAttribute.Int("to", (long)to));
}
