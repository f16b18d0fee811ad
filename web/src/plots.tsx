// uPlot in a component: the plot is made once and fed; marks are drawn on top.
import type * as preact from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { GuardPoint, TrafficPoint } from './history';
import type { Mark } from './snapshot';

const Colours = ['#2f6f9f', '#d9822b', '#4b8b3b', '#8c5a99', '#a23b3b', '#5c6b73'];
const Height = 190;
const GuardHeight = 130;

export const colourOf = (index: number): string => Colours[index % Colours.length] ?? '#5c6b73';

function drawMarks(marks: Mark[]): (plot: uPlot) => void {
  return (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.font = `${11 * devicePixelRatio}px sans-serif`;
    for (const mark of marks) {
      const at = Date.parse(mark.time) / 1_000;
      const min = plot.scales.x?.min ?? 0;
      const max = plot.scales.x?.max ?? 0;
      if (at < min || at > max) {
        continue;
      }
      const x = plot.valToPos(at, 'x', true);
      const bad = mark.what === 'rollback' || mark.what === 'breach';
      ctx.strokeStyle = ctx.fillStyle = bad ? '#b3261e' : '#777';
      ctx.setLineDash(bad ? [] : [4, 4]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.fillText(mark.what === 'step' ? `${mark.weight / 100} %` : mark.what, x + 4, bbox.top + 12 * devicePixelRatio);
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
    return () => {
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
    axes: [{}, { values: (_, ticks) => ticks.map((t) => `${t} %`) }],
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
  return <div class="plot" ref={host} role="img" aria-label="Share of traffic by release over time" />;
}

/** A ratio that the evidence does not bound yet is written as a million (docs/reference/statistics.md). */
export const isBounded = (value: number): boolean => Math.abs(value) < 1_000_000;

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
    axes: [{}, { size: 60 }],
    series: [
      {},
      { stroke: '#2f6f9f', width: 1, points: { show: false } },
      { stroke: '#2f6f9f', width: 1, points: { show: false } },
      { stroke: '#16384f', width: 2, points: { show: false } },
      { stroke: '#b3261e', width: 2, dash: [6, 4], points: { show: false } },
    ],
    bands: [{ series: [1, 2], fill: '#2f6f9f22' }],
  });
  const host = usePlot(make, data, 'guard', props.marks);
  return <div class="plot" ref={host} role="img" aria-label="The guard's interval and its bound over time" />;
}
