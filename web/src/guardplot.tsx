// One guard: its interval closing in on its bound.
import { useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import type { GuardPoint } from './history';
import { colour, font, halo, timeAxis, usePlot, valueAxis } from './plot';
import type { Guard, Mark } from './snapshot';
import { estimate, interval, number } from './words';

const Height = 150;
// How much of what the interval was before stays in sight, as a multiple of what it is now.
const Margin = 0.6;

/** Around the bound and the present interval: earlier, wider ones come in from the edges. */
function rangeOf(last: GuardPoint | undefined): [number, number] {
  if (last === undefined) {
    return [0, 1];
  }
  const seen = [last.bound, last.low, last.high ?? 2 * Math.max(last.bound, last.low, last.estimate ?? 0), last.estimate ?? last.bound];
  const [low, high] = [Math.min(...seen), Math.max(...seen)];
  const room = Margin * (high - low || 1);
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

export function GuardPlot(props: { guard: Guard; points: GuardPoint[]; marks: Mark[] }) {
  const { guard, points, marks } = props;
  const range = useRef<[number, number]>([0, 1]);
  range.current = rangeOf(points[points.length - 1]); // the plot is made once, its range moves
  // Far outside is as good as further outside, and canvases draw it better.
  const far = 1e3 * Math.max(1, ...range.current.map(Math.abs));
  const data: uPlot.AlignedData = [
    points.map((p) => p.at),
    points.map((p) => Math.min(p.high ?? far, far)),
    points.map((p) => Math.max(p.low, -far)),
    points.map((p) => p.estimate),
    points.map((p) => p.bound),
  ];
  const make = (): Omit<uPlot.Options, 'width'> => ({
    height: Height,
    legend: { show: false },
    cursor: { show: false },
    axes: [timeAxis(), valueAxis((t) => number(t))],
    scales: { y: { range: () => range.current } },
    series: [
      {},
      { stroke: () => colour('c0'), width: 2, points: { show: false } },
      { stroke: () => colour('c0'), width: 2, points: { show: false } },
      { stroke: () => colour('ink'), width: 2, points: { show: false } },
      { stroke: () => colour('bad'), width: 2, dash: [6, 4], points: { show: false } },
    ],
    bands: [{ series: [1, 2], fill: () => `${colour('c0')}44` }],
  });
  const draw = (plot: uPlot): void => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.font = font();
    ctx.textAlign = 'left';
    ctx.textBaseline = 'bottom';
    ctx.fillStyle = colour('bad');
    const word = `${guard.comparison === 'limit' ? 'limit' : 'margin'} ${number(guard.bound)}`;
    halo(ctx, word, bbox.left + 4 * devicePixelRatio, plot.valToPos(guard.bound, 'y', true) - 2 * devicePixelRatio);
    ctx.restore();
  };
  const host = usePlot(make, data, points.length < 2 ? 'nothing yet' : 'drawn', marks, draw);
  const label = `${guard.guard} against ${guard.comparison}: estimate ${estimate(guard)}, interval ${interval(guard)}, bound ${number(guard.bound)}`;
  if (points.length < 2) {
    return <p class="plot guard quiet">The first observations are on their way.</p>;
  }
  return <div class="plot guard" ref={host} role="img" aria-label={label} data-points={points.length} />;
}
