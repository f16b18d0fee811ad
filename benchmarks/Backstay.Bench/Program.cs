using Backstay.Bench.Benches;
using Backstay.Bench.Benches.Durability;
using Backstay.Bench.Benches.Expressions;
using Backstay.Bench.Benches.Faults;
using Backstay.Bench.Benches.Fuzz;
using Backstay.Bench.Benches.Gateway;
using Backstay.Bench.Benches.Host;
using Backstay.Bench.Benches.Http;
using Backstay.Bench.Benches.Ledger;
using Backstay.Bench.Benches.Rollback;
using Backstay.Bench.Benches.State;
using Backstay.Bench.Harness;

return BenchProgram.Run(args,
[
    new SimulateBench(),
    new DetectionBench(),
    new PowerBench(),
    new FalseAlarmBench(),
    new RollbackBench(),
    new LedgerBench(),
    new StateBench(),
    new DurabilityBench(),
    new FaultsBench(),
    new FuzzBench(),
    new GatewayBench(),
    new HostBench(),
    new HttpBench(),
    new ExpressionsBench(),
]);
