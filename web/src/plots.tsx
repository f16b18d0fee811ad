// uPlot in a component: the plot is made once and fed; marks are drawn on top.
import type * as preact from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { GuardPoint, TrafficPoint } from './history';
import type { Mark } from './snapshot';
import { isBounded } from './words';

// Okabe and Ito's palette: told apart by people of any colour vision, on white as on black.
const Colours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#888888'];
const Bad = '#d55e00';
const Height = 210;
const GuardHeight = 150;
const MarkRows = 3;
const MarkRowHeight = 13;

export const colourOf = (index: number): string => Colours[index % Colours.length] ?? '#888888';

const ink = (): string => getComputedStyle(document.body).color;

const timeAxis = (): uPlot.Axis => ({
  stroke: ink,
  grid: { stroke: '#8883' },
  ticks: { stroke: '#8883' },
  space: 70,
  values: (_, ticks) => ticks.map((t) => new Date(t * 1_000).toLocaleTimeString([], { hour12: false })),
});

const valueAxis = (unit: (value: number) => string): uPlot.Axis => ({
  stroke: ink,
  grid: { stroke: '#8883' },
  ticks: { stroke: '#8883' },
  size: 62,
  values: (_, ticks) => ticks.map(unit),
});

const isBad = (mark: Mark): boolean => mark.what === 'rollback' || mark.what === 'breach';
const wordOf = (mark: Mark): string => (mark.what === 'step' || mark.what === 'start' ? `${mark.weight / 100} %` : mark.what);

/** A line for each mark; its word goes into the first row where it touches no other. */
function drawMarks(marks: Mark[]): (plot: uPlot) => void {
  return (plot) => {
    const { ctx, bbox } = plot;
    const { min, max } = plot.scales.x ?? {};
    const right = bbox.left + bbox.width;
    const ends = new Array<number>(MarkRows).fill(-Infinity);
    ctx.save();
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    for (const mark of marks) {
      const at = Date.parse(mark.time) / 1_000;
      if (at < (min ?? 0) || at > (max ?? 0)) {
        continue;
      }
      const x = plot.valToPos(at, 'x', true);
      const word = wordOf(mark);
      ctx.strokeStyle = ctx.fillStyle = isBad(mark) ? Bad : ink();
      ctx.setLineDash(isBad(mark) ? [] : [4 * devicePixelRatio, 4 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      const width = ctx.measureText(word).width;
      const start = Math.min(x + 4, right - width);
      const row = ends.findIndex((end) => end < start);
      if (row >= 0) {
        ends[row] = start + width + 4;
        ctx.fillText(word, start, bbox.top + (row + 1) * MarkRowHeight * devicePixelRatio);
      }
    }
    ctx.restore();
  };
}

function usePlot(
  make: (width: number) => uPlot.Options,
  data: uPlot.AlignedData,
  shape: string,
  marks: Mark[],
): preact.RefObject<HTMLDivElement | null> {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef<Mark[]>(marks);
  latest.current = marks;
  useEffect(() => {
    const element = host.current;
    if (element === null) {
      return undefined;
    }
    const options = make(element.clientWidth);
    options.hooks = { draw: [(p) => drawMarks(latest.current)(p)] };
    plot.current = new uPlot(options, data, element);
    const resize = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: options.height }));
    resize.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = (): void => plot.current?.redraw();
    scheme.addEventListener('change', redraw);
    return () => {
      scheme.removeEventListener('change', redraw);
      resize.disconnect();
      plot.current?.destroy();
    };
  }, [shape]);
  useEffect(() => plot.current?.setData(data), [data]);
  return host;
}

/** The share of users' traffic by release over time. */
export function TrafficPlot(props: { points: TrafficPoint[]; releases: string[]; marks: Mark[] }) {
  const data: uPlot.AlignedData = [
    props.points.map((p) => p.at),
    ...props.releases.map((release) => props.points.map((p) => p.share.get(release) ?? 0)),
  ];
  const make = (width: number): uPlot.Options => ({
    width,
    height: Height,
    legend: { show: true, live: false },
    cursor: { show: false },
    scales: { y: { range: [0, 100] } },
    axes: [timeAxis(), valueAxis((t) => `${t} %`)],
    series: [
      {},
      ...props.releases.map((label, i) => ({
        label,
        stroke: colourOf(i),
        fill: `${colourOf(i)}22`,
        width: 2,
        points: { show: false },
      })),
    ],
  });
  const host = usePlot(make, data, props.releases.join('|'), props.marks);
  return <div class="plot" ref={host} role="img" aria-label={`Share of users' requests by release over time: ${props.points.length} points`} />;
}

const figure = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** One guard: its interval closing in on its bound. */
export function GuardPlot(props: { points: GuardPoint[]; marks: Mark[] }) {
  const last = props.points[props.points.length - 1];
  const spread = last === undefined ? 1 : Math.max(...[last.high, last.low].filter(isBounded).map((v) => Math.abs(v - last.bound)), 1e-6);
  const cap = (value: number): number =>
    last === undefined ? value : Math.min(Math.max(value, last.bound - 6 * spread), last.bound + 6 * spread);
  const data: uPlot.AlignedData = [
    props.points.map((p) => p.at),
    props.points.map((p) => cap(p.high)),
    props.points.map((p) => cap(p.low)),
    props.points.map((p) => (p.estimate === null ? null : cap(p.estimate))),
    props.points.map((p) => p.bound),
  ];
  const make = (width: number): uPlot.Options => ({
    width,
    height: GuardHeight,
    legend: { show: false },
    cursor: { show: false },
    axes: [timeAxis(), valueAxis((t) => figure.format(t))],
    series: [
      {},
      { stroke: colourOf(0), width: 1, points: { show: false } },
      { stroke: colourOf(0), width: 1, points: { show: false } },
      { stroke: ink, width: 2, points: { show: false } },
      { stroke: Bad, width: 2, dash: [6, 4], points: { show: false } },
    ],
    bands: [{ series: [1, 2], fill: `${colourOf(0)}33` }],
  });
  const host = usePlot(make, data, 'guard', props.marks);
  return <div class="plot" ref={host} role="img" aria-label={`The guard's interval and its bound over time: ${props.points.length} points`} />;
}
