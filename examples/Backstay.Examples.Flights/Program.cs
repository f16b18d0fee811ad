using System.Diagnostics;
using Backstay.Examples.Flights.Data;
using Backstay.Examples.Flights.Training;

var rows = FlightFile.Read(DataFolder.Find(FlightFile.Name));
var split = FlightSplit.Of(rows, 7);
Console.WriteLine($"{split.Training.Count} {split.Evaluation.Count} {split.Live.Count}");
void Show(string name, Network n, ProcessorMapping p)
{
    foreach (var (what, set) in new[] { ("eval", split.Evaluation), ("live", split.Live), ("train", split.Training) })
    {
        var f = new float[2];
        double hit = 0, s60 = 0, mae = 0, mp = 0; var preds = new List<float>();
        foreach (var r in set) { p.Apply(r, f); var y = n.Predict(f); var e = Math.Abs(y - r.Delay); preds.Add(y); hit += e <= 15 ? 1 : 0; s60 += 1 - Math.Min(e, 60) / 60; mae += e; mp += y; }
        preds.Sort();
        Console.WriteLine($"{name} {what} hit {hit / set.Count:F4} s60 {s60 / set.Count:F4} mae {mae / set.Count:F3} pred mean {mp / set.Count:F2} q01 {preds[preds.Count / 100]:F1} q50 {preds[preds.Count / 2]:F1} q99 {preds[preds.Count * 99 / 100]:F1}");
    }
}
var sw = Stopwatch.StartNew();
var m1 = LinearTraining.Fit(split.Training, Processors.MilesAndHours);
Console.WriteLine($"linear {sw.Elapsed}");
Show("m1", m1, Processors.MilesAndHours);
foreach (var (h, ep) in new[] { (new[] { 16, 16 }, 12), (new[] { 24, 24 }, 12) })
{
    foreach (var seed in new[] { 1, 2, 3, 7 })
    {
        sw.Restart();
        var o = new NetworkOptions(h, ep, 32, 0.003, seed);
        var m2 = NetworkTraining.Fit(split.Training, Processors.KilometresAndDay, o);
        Console.WriteLine($"--- {string.Join(",", h)} ep {ep} seed {seed} {sw.Elapsed}");
        Show("m3", m2, Processors.KilometresAndDay);
        Show("m3bug", m2, Processors.KilometresAndDayFromMinutes);
    }
}
return 0;
