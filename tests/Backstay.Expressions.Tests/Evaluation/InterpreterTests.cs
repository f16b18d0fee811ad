using System.Globalization;
using Backstay.Expressions.Functions;
using Backstay.Expressions.Types;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Tests.Evaluation;

/// <summary>What the conformance cases don't ask: objects, hosts' functions, limits, and machines that differ.</summary>
public sealed class InterpreterTests
{
    [Theory]
    [InlineData("request.method == 'GET' && request.headers['tenant'] == 'acme'", "true")]
    [InlineData("has(request.user)", "false")]
    [InlineData("has(request.size)", "true")]
    [InlineData("request.?user.orValue('nobody')", "\"nobody\"")]
    [InlineData("request.?headers.tenant", "optional.of(\"acme\")")]
    [InlineData("[request, request][1].size", "7")]
    [InlineData("dyn(request).size", "7")]
    [InlineData("request == request", "true")]
    [InlineData("p95_ms(version) < 20", "true")]
    [InlineData("tags.transformMapEntry(i, t, {t: i})", "{\"a\": 0, \"b\": 1}")]
    [InlineData("tags.exists(i, t, i == 1 && t == 'b')", "true")]
    [InlineData("optional.unwrap([optional.of(1), optional.none()])", "[1]")]
    [InlineData("cel.bind(x, 1/0, true)", "true")]
    [InlineData("double(9007199254740993)", "9007199254740992.0")]
    [InlineData("string(1e300) + string(1e21) + string(1e20) + string(0.000001) + string(1e-8)", "\"1e+3001e+211000000000000000000000.0000011e-8\"")]
    [InlineData("string(duration('-1.5s')) + string(duration('1h2m3.004s'))", "\"-1.5s3723.004s\"")]
    [InlineData("string(timestamp('2024-02-29T23:59:59.120+01:30'))", "\"2024-02-29T22:29:59.12Z\"")]
    [InlineData("'a,b,c'.split(',', 2)", "[\"a\", \"b,c\"]")]
    [InlineData("'é😀'.split('')", "[\"é\", \"😀\"]")]
    [InlineData("'😀b'.replace('', '-')", "\"-😀-b-\"")]
    [InlineData("'\\uFFFF' < '😀'", "true")]
    [InlineData("'%.2e|%.0f|%o|%x|%5'.format([0.000123456, 0.5, -8, -255])", null)]
    [InlineData("'%.2e|%.0f|%o|%x'.format([0.000123456, 0.5, -8, -255])", "\"1.23e-04|0|-10|-ff\"")]
    [InlineData("'%.3e|%.1e|%e'.format([9.9996, 1e-310, 0.0])", "\"1.000e+01|1.0e-310|0.000000e+00\"")]
    public void The_value_is(string source, string? shown)
    {
        var value = Sample.Evaluate(source);

        Assert.True(shown is null ? value.IsError : value.ToString() == shown, value.ToString());
    }

    [Theory]
    [InlineData("request.user == 'x'", EvaluationErrorKind.Missing, "request.user", "There is no 'user' in the Request.")]
    [InlineData("p95_ms(any) < 20.0", EvaluationErrorKind.NoSuchOverload, "p95_ms(any)", "'p95_ms' doesn't take (int).")]
    [InlineData("name == 'x'", EvaluationErrorKind.Unbound, "name", "The variable 'name' has no value here.")]
    [InlineData("1 + 2 / (n - 3)", EvaluationErrorKind.Range, "2 / (n - 3)", "Division by zero.")]
    [InlineData("9223372036854775807 + n", EvaluationErrorKind.Range, "9223372036854775807 + n", "The result is outside the range of int.")]
    [InlineData("any + 'a'", EvaluationErrorKind.NoSuchOverload, "any + 'a'", "'+' doesn't take (int, string).")]
    [InlineData("tags[5]", EvaluationErrorKind.Missing, "tags[5]", "The index 5 is outside 0 to 1.")]
    [InlineData("request.headers['x']", EvaluationErrorKind.Missing, "request.headers['x']", "The map has no key \"x\".")]
    [InlineData("timestamp(0).getHours('Nowhere/City')", EvaluationErrorKind.InvalidArgument, "timestamp(0).getHours('Nowhere/City')",
        "\"Nowhere/City\" is no time zone: write a name such as Europe/Paris, or an offset such as +02:00.")]
    public void An_error_names_the_part_that_failed_first(string source, EvaluationErrorKind kind, string part, string message)
    {
        var error = Sample.Evaluate(source, ("any", Value.Int(1))).AsError;

        Assert.Equal((kind, message), (error.Kind, error.Message));
        Assert.Equal(part, error.Span?.Of(source));
    }

    [Fact]
    public void A_missing_measurement_is_an_error_that_no_comparison_hides()
    {
        Assert.Equal(EvaluationErrorKind.Host, Sample.Evaluate("p95_ms(version) < 20.0 || p95_ms(version) >= 20.0", ("version", Sample.Measured(null))).AsError.Kind);
        Assert.True(Sample.Evaluate("p95_ms(version) < 20.0 || n == 3", ("version", Sample.Measured(null))).IsTrue);
    }

    [Fact]
    public void Used_up_steps_are_an_error_whatever_the_expression_makes_of_it()
    {
        const string Costly = "[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d, a + b + c + d > 0))))";

        Assert.Equal(EvaluationErrorKind.Limit, Sample.Evaluate(Costly).AsError.Kind);
        Assert.Equal(EvaluationErrorKind.Limit, Sample.Evaluate($"{Costly} || true").AsError.Kind);
        Assert.Equal(EvaluationErrorKind.Limit, Sample.Evaluate($"[{Costly}, true].exists(x, x)").AsError.Kind);
        Assert.Equal(EvaluationErrorKind.Limit, Sample.Evaluate($"cel.bind(x, {Costly}, true)").AsError.Kind);
        Assert.True(Sample.Evaluate($"true || {Costly}").IsTrue);
    }

    [Fact]
    public void A_function_that_goes_on_without_steps_gives_no_value()
    {
        var greedy = new Function("greedy", "Takes more than there is.", [new("greedy", false, [], CelType.Bool, OverloadCost.Constant, static (_, budget) =>
        {
            budget.TrySpend(int.MaxValue);
            return Value.True;
        })]);
        var environment = new ExpressionEnvironment([], [greedy]);

        Assert.Equal(EvaluationErrorKind.Limit, environment.Check("greedy()").Value.Evaluate(environment.Bind()).AsError.Kind);
    }

    [Theory]
    [InlineData("Local")]
    [InlineData("localtime")]
    [InlineData("posixrules")]
    [InlineData("../../../etc/localtime")]
    [InlineData("/etc/localtime")]
    [InlineData("Europe//Paris")]
    [InlineData("")]
    [InlineData("+25:00")]
    [InlineData("+1:00")]
    public void Zones_that_depend_on_the_machine_or_lead_elsewhere_are_unknown(string zone) =>
        Assert.True(Sample.Evaluate($"timestamp(0).getHours('{zone}')").IsError);

    [Fact]
    public void A_zone_moves_times_out_of_the_years_that_timestamps_have()
    {
        Assert.Equal(0, Sample.Evaluate("timestamp('0001-01-01T00:00:00Z').getFullYear('-09:30')").AsInt);
        Assert.Equal(10_000, Sample.Evaluate("timestamp('9999-12-31T23:59:59Z').getFullYear('+01:00')").AsInt);
        Assert.Equal(1, Sample.Evaluate("timestamp('2026-03-29T00:59:59Z').getHours('Europe/Paris')").AsInt);
        Assert.Equal(3, Sample.Evaluate("timestamp('2026-03-29T01:00:00Z').getHours('Europe/Paris')").AsInt);
    }

    /// <summary>Every day of 21 centuries, held against .NET's own calendar.</summary>
    [Fact]
    public void The_calendar_is_that_of_dotnet()
    {
        for (var day = new DateTime(1, 1, 1, 12, 34, 56, DateTimeKind.Utc); day.Year < 2100; day = day.AddDays(1))
        {
            var civil = CivilTime.Of((long)(day - DateTime.UnixEpoch).TotalSeconds);
            var same = (civil.Year, civil.Month, civil.Day, civil.DayOfYear, civil.DayOfWeek, civil.Hour, civil.Minute, civil.Second)
                == (day.Year, day.Month, day.Day, day.DayOfYear - 1, (int)day.DayOfWeek, 12, 34, 56);
            if (!same)
            {
                Assert.Fail($"{day:o}: {civil}");
            }
        }
    }

    [Fact]
    public void Culture_changes_nothing()
    {
        const string Source = "string(1234.5) + string(-7) + '%.2f %s'.format([1234.5, 0.25]) + string(double('1.5')) + 'TITLE İ'.lowerAscii() + string(duration('1.5s'))";
        var before = CultureInfo.CurrentCulture;
        var expected = Sample.Evaluate(Source);
        try
        {
            foreach (var format in new[] { ",", "٫" })
            {
                var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
                culture.NumberFormat.NumberDecimalSeparator = format;
                culture.NumberFormat.NegativeSign = "minus";
                CultureInfo.CurrentCulture = culture;
                Assert.Equal(expected.AsString, Sample.Evaluate(Source).AsString);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Timestamps_come_from_dotnet_to_the_tick()
    {
        var early = new DateTimeOffset(1969, 12, 31, 23, 59, 59, TimeSpan.Zero).AddTicks(9_999_999);

        Assert.Equal(new Instant(-1, 999_999_900), Instant.Of(early));
        Assert.Equal(new Instant(0, 0), Instant.Of(DateTimeOffset.UnixEpoch));
        Assert.Equal(new Instant(Instant.FirstSecond, 0), Instant.Of(DateTimeOffset.MinValue));
    }

    [Fact]
    public void Equal_values_have_equal_hashes()
    {
        Value[] values =
        [
            Value.Int(1), Value.Uint(1), Value.Double(1), Value.Double(-0.0), Value.Int(0), Value.Int(long.MaxValue), Value.Double(long.MaxValue), Value.Uint(ulong.MaxValue),
            Value.Double(ulong.MaxValue), Value.String("1"), Value.Null, Value.True, Value.List(Value.Int(1)), Value.List(Value.Double(1)), Value.Bytes([1]), Value.Duration(1),
            Value.Type(CelType.Int), Value.Optional(OptionalValue.Of(Value.Int(1))), Value.Optional(OptionalValue.Of(Value.Uint(1))),
        ];

        foreach (var left in values)
        {
            foreach (var right in values.Where(right => left == right))
            {
                Assert.Equal(left.GetHashCode(), right.GetHashCode());
            }
        }

        Assert.True(Value.Int(1) == Value.Double(1) && Value.Uint(1) == Value.Double(1) && Value.Int(1) != Value.String("1"));
    }
}
