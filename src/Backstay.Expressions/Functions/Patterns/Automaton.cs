using System.Diagnostics;
using System.Text;
using Backstay.Expressions.Values;

namespace Backstay.Expressions.Functions.Patterns;

/// <summary>
/// A regular expression as instructions, run in all its states at once: the time is bounded by the text's length times the
/// number of states, and every visit of a state is paid for. .NET's own engine without backtracking keeps the first bound,
/// but not the price: a class or an alphabet that somebody chose for it takes it seconds to build.
/// </summary>
internal sealed class Automaton
{
    /// <summary>How many visits of states one step pays for.</summary>
    private const int VisitsPerStep = 4;

    private const int NoCharacter = -1;

    private readonly List<Instruction> _instructions = [];
    private Instruction[] _program = [];

    private enum Kind
    {
        Character,
        Place,
        Fork,
        Jump,
        Match,
    }

    /// <summary>To is where it goes on; Other the second way of a fork.</summary>
    private record struct Instruction(Kind Kind, int To, int Other = 0, CharacterSet? Set = null, bool IgnoresCase = false, Place Place = default);

    public static Automaton Of(PatternNode pattern)
    {
        var automaton = new Automaton();
        automaton.Add(pattern);
        automaton._instructions.Add(new(Kind.Match, 0));
        automaton._program = [.. automaton._instructions];
        return automaton;
    }

    public int Size => _program.Length;

    /// <summary>Whether a part of the text matches; an error where the steps end first.</summary>
    public Value Matches(string text, EvaluationBudget budget)
    {
        var current = new StateList(Size);
        var next = new StateList(Size);
        var at = 0;
        var before = NoCharacter;
        while (true)
        {
            var here = NoCharacter;
            var width = 0;
            if (at < text.Length)
            {
                Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out width);
                here = rune.Value;
            }

            // A match may begin anywhere: the first state is always one of the current ones.
            Enter(current, 0, before, here);
            if (current.HasMatched)
            {
                return Value.True;
            }

            if (!budget.TrySpend(current.Visits / VisitsPerStep))
            {
                return budget.OutOfSteps();
            }

            if (here == NoCharacter)
            {
                return Value.False;
            }

            var after = NoCharacter;
            if (at + width < text.Length)
            {
                Rune.DecodeFromUtf16(text.AsSpan(at + width), out var rune, out _);
                after = rune.Value;
            }

            next.Clear();
            foreach (var state in current.Waiting)
            {
                ref readonly var instruction = ref _program[state];
                if (instruction.Set is { } set && (instruction.IgnoresCase ? set.ContainsAnyCase(here) : set.Contains(here)))
                {
                    Enter(next, instruction.To, here, after);
                }
            }

            (current, next) = (next, current);
            before = here;
            at += width;
        }
    }

    /// <summary>Adds a state and all that it leads to without a character.</summary>
    private void Enter(StateList list, int first, int before, int here)
    {
        list.Push(first);
        while (list.TryPop(out var state))
        {
            ref readonly var instruction = ref _program[state];
            switch (instruction.Kind)
            {
                case Kind.Character: list.Wait(state); break;
                case Kind.Match: list.HasMatched = true; break;
                case Kind.Jump: list.Push(instruction.To); break;
                case Kind.Fork:
                    list.Push(instruction.To);
                    list.Push(instruction.Other);
                    break;
                case Kind.Place when IsAt(instruction.Place, before, here): list.Push(instruction.To); break;
            }
        }
    }

    private static bool IsAt(Place place, int before, int here) => place switch
    {
        Place.TextStart => before == NoCharacter,
        Place.TextEnd => here == NoCharacter,
        Place.LineStart => before is NoCharacter or '\n',
        Place.LineEnd => here is NoCharacter or '\n',
        Place.WordEdge => IsWord(before) != IsWord(here),
        _ => IsWord(before) == IsWord(here),
    };

    private static bool IsWord(int character) => character != NoCharacter && CharacterClasses.IsWord(character);

    private void Add(PatternNode node)
    {
        var next = _instructions.Count + 1;
        switch (node)
        {
            case NothingPattern: break;
            case CharacterPattern character: _instructions.Add(new(Kind.Character, next, 0, character.Set, character.IgnoresCase)); break;
            case PlacePattern place: _instructions.Add(new(Kind.Place, next, Place: place.Place)); break;
            case SequencePattern sequence:
                foreach (var part in sequence.Parts)
                {
                    Add(part);
                }

                break;
            case ChoicePattern choice: AddChoice(choice); break;
            case RepeatPattern repeat: AddRepeat(repeat); break;
            default: throw new UnreachableException("a pattern of an unknown kind");
        }
    }

    private void AddChoice(ChoicePattern choice)
    {
        var ends = new List<int>();
        for (var i = 0; i < choice.Choices.Count; i++)
        {
            var fork = Reserve();
            Add(choice.Choices[i]);
            ends.Add(Reserve());
            var isLast = i == choice.Choices.Count - 1;
            _instructions[fork] = isLast ? new(Kind.Jump, fork + 1) : new(Kind.Fork, fork + 1, _instructions.Count);
        }

        foreach (var end in ends)
        {
            _instructions[end] = new(Kind.Jump, _instructions.Count);
        }
    }

    private void AddRepeat(RepeatPattern repeat)
    {
        for (var i = 0; i < repeat.Least; i++)
        {
            Add(repeat.Part);
        }

        if (repeat.Most is not { } most)
        {
            var loop = Reserve();
            Add(repeat.Part);
            _instructions.Add(new(Kind.Jump, loop));
            _instructions[loop] = new(Kind.Fork, loop + 1, _instructions.Count);
            return;
        }

        var exits = new List<int>();
        for (var i = repeat.Least; i < most; i++)
        {
            exits.Add(Reserve());
            Add(repeat.Part);
        }

        foreach (var exit in exits)
        {
            _instructions[exit] = new(Kind.Fork, exit + 1, _instructions.Count);
        }
    }

    private int Reserve()
    {
        _instructions.Add(default);
        return _instructions.Count - 1;
    }

    /// <summary>The states at one place of the text, each once.</summary>
    private sealed class StateList(int size)
    {
        private readonly int[] _seen = new int[size];
        private readonly int[] _waiting = new int[size];
        private readonly Stack<int> _pending = new();
        private int _waitingCount;
        private int _generation = 1;

        public bool HasMatched { get; set; }

        public long Visits { get; private set; }

        public ReadOnlySpan<int> Waiting => _waiting.AsSpan(0, _waitingCount);

        public void Push(int state)
        {
            Visits++;
            if (_seen[state] != _generation)
            {
                _seen[state] = _generation;
                _pending.Push(state);
            }
        }

        public bool TryPop(out int state) => _pending.TryPop(out state);

        public void Wait(int state) => _waiting[_waitingCount++] = state;

        public void Clear()
        {
            _waitingCount = 0;
            _generation++;
            Visits = 0;
        }
    }
}
