// The split of users' requests over time: what each release had, one above the other, always 100 % in all.
import type uPlot from 'uplot';
import type { TrafficPoint } from './history';
import { colour, font, halo, timeAxis, usePlot, valueAxis } from './plot';
import type { Mark } from './snapshot';

const Height = 210;
const Colours = 6;
const LeastLabelled = 12;
const LabelInset = 8;

const colourOf = (index: number): string => colour(`c${index % Colours}`);

/** The class that shows a release's colour beside its name. */
export const swatchOf = (index: number): string => (index < 0 ? '' : `swatch c${index % Colours}`);

export function TrafficPlot(props: { points: TrafficPoint[]; releases: string[]; marks: Mark[] }) {
  const { points, releases, marks } = props;
  const shareOf = (point: TrafficPoint, index: number): number => point.share.get(releases[index] ?? '') ?? 0;
  const tops = releases.map((_, i) => points.map((p) => releases.slice(0, i + 1).reduce((sum, _r, j) => sum + shareOf(p, j), 0)));
  const last = points[points.length - 1];
  const make = (): Omit<uPlot.Options, 'width'> => ({
    height: Height,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: [0, 100] } },
    axes: [timeAxis(), valueAxis((t) => `${t} %`)],
    series: [
      {},
      ...releases.map((label, i) => ({
        label,
        stroke: () => colourOf(i),
        width: 1,
        points: { show: false },
        ...(i === 0 ? { fill: () => `${colourOf(0)}d0` } : {}),
      })),
    ],
    bands: releases.slice(1).map((_, i) => ({ series: [i + 2, i + 1] as [number, number], fill: () => `${colourOf(i + 1)}d0` })),
  });
  // Each release's name in its own area, where there is room for it.
  const draw = (plot: uPlot): void => {
    if (last === undefined) {
      return;
    }
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.font = font();
    ctx.textAlign = 'right';
    ctx.textBaseline = 'middle';
    ctx.fillStyle = colour('ink');
    releases.forEach((release, i) => {
      const share = shareOf(last, i);
      const top = tops[i]?.[points.length - 1] ?? 0;
      if (share >= LeastLabelled) {
        halo(ctx, release, bbox.left + bbox.width - LabelInset * devicePixelRatio, plot.valToPos(top - share / 2, 'y', true));
      }
    });
    ctx.restore();
  };
  const host = usePlot(make, [points.map((p) => p.at), ...tops], releases.join('|'), marks, draw);
  const figures = releases.map((release, i) => `${release} ${last === undefined ? 0 : Math.round(shareOf(last, i))} %`).join(', ');
  return <div class="plot traffic" ref={host} role="img" aria-label={`Share of users’ requests now: ${figures}`} data-points={points.length} />;
}
