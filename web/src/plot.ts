// What all plots share: made once and fed, in the colours of the page, with marks drawn on top.
import type * as preact from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { Mark } from './snapshot';
import { clock, percent } from './words';

const MarkRows = 3;
const RowHeight = 13;
const FontSize = 11;
const Gap = 4;

/** A colour of the page's style, as it is now: light or dark. */
export const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export const font = (): string => `${FontSize * devicePixelRatio}px system-ui, sans-serif`;

const grid = { stroke: () => colour('grid'), width: 1 };

export const timeAxis = (): uPlot.Axis => ({
  stroke: () => colour('ink'),
  grid,
  ticks: grid,
  space: 80,
  size: 32,
  values: (_, ticks) => ticks.map((t) => clock(new Date(t * 1_000).toISOString())),
});

export const valueAxis = (word: (value: number) => string): uPlot.Axis => ({
  stroke: () => colour('ink'),
  grid,
  ticks: grid,
  size: 56,
  space: 26,
  values: (_, ticks) => ticks.map(word),
});

const isBad = (mark: Mark): boolean => mark.what === 'rollback' || mark.what === 'breach';

function wordOf(mark: Mark): string {
  if (mark.what === 'breach') {
    return ''; // the rollback stands at the same place
  }
  return (mark.what === 'start' || mark.what === 'step') && mark.weight > 0 ? percent(mark.weight) : mark.what;
}

/** A line for each mark; its word goes into the first row where it touches no other. */
function drawMarks(plot: uPlot, marks: Mark[]): void {
  const { ctx, bbox } = plot;
  const { min, max } = plot.scales['x'] ?? {};
  const ratio = devicePixelRatio;
  const right = bbox.left + bbox.width;
  const ends = new Array<number>(MarkRows).fill(-Infinity);
  ctx.save();
  ctx.font = font();
  ctx.textAlign = 'left';
  ctx.textBaseline = 'alphabetic';
  for (const mark of marks) {
    const at = Date.parse(mark.time) / 1_000;
    if (at < (min ?? 0) || at > (max ?? 0)) {
      continue;
    }
    const x = plot.valToPos(at, 'x', true);
    ctx.strokeStyle = ctx.fillStyle = colour(isBad(mark) ? 'bad' : 'ink');
    ctx.lineWidth = (isBad(mark) ? 2 : 1) * ratio;
    ctx.setLineDash(isBad(mark) ? [] : [3 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const word = wordOf(mark);
    const width = ctx.measureText(word).width;
    const start = Math.min(x + Gap * ratio, right - width);
    const row = ends.findIndex((end) => end < start);
    if (word !== '' && row >= 0) {
      ends[row] = start + width + Gap * ratio;
      halo(ctx, word, start, bbox.top + (row + 1) * RowHeight * ratio);
    }
  }
  ctx.restore();
}

/** Text that is legible on whatever was drawn below it. */
export function halo(ctx: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  ctx.save();
  ctx.setLineDash([]);
  ctx.lineJoin = 'round';
  ctx.lineWidth = 3 * devicePixelRatio;
  ctx.strokeStyle = colour('paper');
  ctx.strokeText(text, x, y);
  ctx.restore();
  ctx.fillText(text, x, y);
}

/** Makes the plot anew only where <c>shape</c> changes; where to put it. */
export function usePlot(
  make: () => Omit<uPlot.Options, 'width'>,
  data: uPlot.AlignedData,
  shape: string,
  marks: Mark[],
  draw: (plot: uPlot) => void,
): preact.RefObject<HTMLDivElement | null> {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(() => {});
  latest.current = () => {
    if (plot.current !== null) {
      draw(plot.current);
      drawMarks(plot.current, marks);
    }
  };
  useEffect(() => {
    const element = host.current;
    if (element === null) {
      return undefined;
    }
    const options = { ...make(), width: element.clientWidth, hooks: { draw: [() => latest.current()] } };
    plot.current = new uPlot(options, data, element);
    const resize = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: options.height }));
    resize.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const redraw = (): void => plot.current?.redraw();
    dark.addEventListener('change', redraw);
    return () => {
      dark.removeEventListener('change', redraw);
      resize.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);
  useEffect(() => plot.current?.setData(data), [data]);
  return host;
}
