using Backstay.Expressions.Types;

namespace Backstay.Expressions.Functions;

/// <summary>Gathers overloads under names; the libraries add to it.</summary>
internal sealed class FunctionSet
{
    private readonly Dictionary<string, (string Summary, List<Overload> Overloads)> _functions = new(StringComparer.Ordinal);

    /// <summary>The function that the next overloads belong to.</summary>
    public Adder Function(string name, string summary)
    {
        if (!_functions.TryGetValue(name, out var function))
        {
            _functions[name] = function = (summary, []);
        }

        return new(function.Overloads);
    }

    public IEnumerable<Function> All() => _functions.Select(pair => new Function(pair.Key, pair.Value.Summary, pair.Value.Overloads));

    internal readonly struct Adder(List<Overload> overloads)
    {
        public Adder Global(string id, CelType[] parameters, CelType result, FunctionBody body) => Add(id, false, parameters, result, OverloadCost.Constant, body);

        public Adder Receiver(string id, CelType[] parameters, CelType result, FunctionBody body) => Add(id, true, parameters, result, OverloadCost.Constant, body);

        public Adder LinearGlobal(string id, CelType[] parameters, CelType result, FunctionBody body) => Add(id, false, parameters, result, OverloadCost.Linear, body);

        public Adder LinearReceiver(string id, CelType[] parameters, CelType result, FunctionBody body) => Add(id, true, parameters, result, OverloadCost.Linear, body);

        /// <summary>The body of the overload added last takes more than its signature declares.</summary>
        public Adder Taking(params CelType[] runtime)
        {
            overloads[^1] = overloads[^1] with { RuntimeParameters = runtime };
            return this;
        }

        private Adder Add(string id, bool isReceiver, CelType[] parameters, CelType result, OverloadCost cost, FunctionBody body)
        {
            overloads.Add(new(id, isReceiver, parameters, result, cost, body));
            return this;
        }
    }
}
