namespace Backstay.Examples.Flights.Training;

/// <summary>Hyperparameters of <see cref="NetworkTraining"/>.</summary>
/// <param name="Hidden">Width of each hidden layer.</param>
/// <param name="Epochs">Passes over the training rows.</param>
/// <param name="Batch">Rows per step.</param>
/// <param name="LearningRate">Adam's step size at the start; it falls linearly to a twentieth of it.</param>
/// <param name="Seed">For the first weights and the order of rows.</param>
internal sealed record NetworkOptions(IReadOnlyList<int> Hidden, int Epochs, int Batch, double LearningRate, int Seed);
