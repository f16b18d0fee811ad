using Backstay.Examples.Flights.Data;

namespace Backstay.Examples.Flights.Training;

/// <summary>The verb <c>inspect</c>: the figures from which the scenario was chosen, as Markdown tables.</summary>
internal static class Inspection
{
    private const double Alpha = 0.01;

    /// <summary>The guard's margin that the demo's rollouts use for the share within 15 minutes.</summary>
    private const double Margin = 0.03;

    /// <summary>Miles from which <c>serve-flaky</c> with its usual ten bands dies.</summary>
    private const int LongFlight = 2500;

    private static readonly double[] Weights = [0.05, 0.25, 0.5];

    public static void Print(IReadOnlyList<Flight> flights, int seed, TextWriter output)
    {
        var split = FlightSplit.Of(flights, seed);
        PrintRows(flights, split, output);
        var networks = ModelRecipe.All(seed).ToDictionary(
            recipe => recipe.Name,
            recipe => recipe.Options is { } options
                ? NetworkTraining.Fit(split.Training, recipe.Processor, options)
                : LinearTraining.Fit(split.Training, recipe.Processor));
        PrintModels(networks, split.Evaluation, output);
        var first = Within15(networks[ModelRecipe.Delay1], Processors.MilesAndHours, split.Evaluation);
        var second = Within15(networks[ModelRecipe.Delay2], Processors.MilesAndHours, split.Evaluation);
        var third = Within15(networks[ModelRecipe.Delay3], Processors.KilometresAndDayFromMinutes, split.Evaluation);
        var fourth = Within15(networks[ModelRecipe.Delay4], Processors.MilesAndHours, split.Evaluation);
        output.WriteLine("\n| question | difference | labels at 5 % | 25 % | 50 % |\n| --- | --- | --- | --- | --- |");
        output.WriteLine(Budget("release 2 is better than 1", second, first, margin: 0));
        output.WriteLine(Budget($"release 2 is at most {Margin} worse than 1", second, first, Margin));
        output.WriteLine(Budget("release 3 is worse than 2", third, second, margin: 0));
        output.WriteLine(Budget($"release 3 is more than {Margin} worse than 2", third, second, Margin));
        output.WriteLine(Budget($"release 4 is at most {Margin} worse than 2", fourth, second, Margin));
    }

    private static void PrintRows(IReadOnlyList<Flight> flights, FlightSplit split, TextWriter output)
    {
        output.WriteLine("| rows | count | distinct | distinct inputs | mean delay | late by 15+ | from 2,500 miles |");
        output.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var (name, rows) in new (string, IReadOnlyList<Flight>)[]
        {
            ("file", flights), ("training", split.Training), ("evaluation", split.Evaluation), ("live", split.Live),
        })
        {
            output.WriteLine($"| {name} | {rows.Count} | {rows.Distinct().Count()} "
                + $"| {rows.Select(row => (row.Distance, row.Minute)).Distinct().Count()} | {rows.Average(row => row.Delay):F2} "
                + $"| {Share(rows, row => row.Delay >= Quality.Tolerance)} | {Share(rows, row => row.Distance >= LongFlight)} |");
        }
    }

    private static string Share(IReadOnlyList<Flight> rows, Func<Flight, bool> holds) =>
        $"{100.0 * rows.Count(holds) / rows.Count:F2} %";

    private static void PrintModels(Dictionary<string, Network> networks, IReadOnlyList<Flight> rows, TextWriter output)
    {
        output.WriteLine("\n| model | processor | within 15 | s | closeness | s | absolute error | bias |");
        output.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var card in TrainingRun.Scorecards(networks, rows))
        {
            var within = card.Of(Evaluator.Within15, Evaluator.AllRows);
            var closeness = card.Of(Evaluator.Closeness, Evaluator.AllRows);
            output.WriteLine($"| {card.Model} | {card.Processor} | {within.Value:F4} | {within.Deviation:F3} "
                + $"| {closeness.Value:F4} | {closeness.Deviation:F3} "
                + $"| {card.Of(Evaluator.AbsoluteError, Evaluator.AllRows).Value:F2} | {card.Of(Evaluator.Bias, Evaluator.AllRows).Value:F2} |");
        }

        output.WriteLine($"| best constant | | {BestConstant(rows, Quality.Within15):F4} | | {BestConstant(rows, Quality.Closeness):F4} | "
            + $"| {-BestConstant(rows, (predicted, delay) => -Math.Abs(predicted - delay)):F2} | |");
    }

    /// <summary>What an answer that ignores its input can reach: the yardstick for how much the inputs tell at all.</summary>
    private static double BestConstant(IReadOnlyList<Flight> rows, Func<double, double, double> score) =>
        Enumerable.Range(-20, 41).Max(constant => rows.Average(row => score(constant, row.Delay)));

    private static Measurement Within15(Network network, ProcessorMapping processor, IReadOnlyList<Flight> rows)
    {
        var predictions = Evaluator.Predict(network, processor, rows);
        return Evaluator.Measure(Evaluator.Within15, Evaluator.AllRows,
            [.. rows.Select((row, i) => Quality.Within15(predictions[i], row.Delay))]);
    }

    private static string Budget(string question, Measurement canary, Measurement control, double margin)
    {
        var difference = canary.Value - control.Value;
        var labels = Weights.Select(weight => LabelBudget.Labels(
            difference, margin, canary.Deviation, control.Deviation, weight, Alpha).ToString("F0"));
        return $"| {question} | {difference:+0.0000;-0.0000} "
            + $"({canary.Value:F4} against {control.Value:F4}) | {string.Join(" | ", labels)} |";
    }
}
