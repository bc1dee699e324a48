import { useMemo } from "react";
import type { ForgeSession } from "../../missions/story.ts";
import { compact, dollars, type Figure, figures } from "../../missions/view.ts";

const WIDTH = 320;
const HEIGHT = 96;
/** Parts of the height: each curve has a scale of its own, and both are to be seen where they go alike. */
const TOKENS_REACH = 0.94;
const COST_REACHES = 0.62;

/** Tokens and cost as they grew from report to report; a line marks where a spec begins. */
export function UsagePlot({ sessions }: { sessions: readonly ForgeSession[] }) {
  const course = useMemo(() => figures(sessions), [sessions]);
  const last = course.at(-1);
  return (
    <section className="panel" aria-labelledby="usage-title">
      <h2 id="usage-title">Tokens and cost</h2>
      {last === undefined ? (
        <p className="panel__empty">The agent has told no figures.</p>
      ) : (
        <>
          <Totals last={last} />
          <Plot course={course} last={last} />
        </>
      )}
    </section>
  );
}

function Totals({ last }: { last: Figure }) {
  return (
    <dl className="facts usage__totals">
      <div data-series="tokens">
        <dt>Tokens</dt>
        <dd>{compact(tokensOf(last))}</dd>
      </div>
      <div data-series="cost">
        <dt>Cost</dt>
        <dd>{last.cost === 0 ? "not told" : dollars(last.cost)}</dd>
      </div>
      <div>
        <dt>Read</dt>
        <dd>{compact(last.inputTokens)}</dd>
      </div>
      <div>
        <dt>Written</dt>
        <dd>{compact(last.outputTokens)}</dd>
      </div>
    </dl>
  );
}

function Plot({ course, last }: { course: readonly Figure[]; last: Figure }) {
  const tokens = pathOf(course, tokensOf, TOKENS_REACH);
  const cost = last.cost === 0 ? undefined : pathOf(course, (figure) => figure.cost, COST_REACHES);
  const words = `Grown to ${compact(tokensOf(last))} tokens${cost === undefined ? "" : ` and ${dollars(last.cost)}`}`;
  return (
    <svg className="plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={words}>
      <path className="plot__area" d={`${tokens} V${HEIGHT} H0 Z`} />
      {course.map(({ specId, beginsSpec }, index) => {
        if (!beginsSpec || index === 0) return null;
        const x = across(index - 0.5, course);
        return <line key={specId} className="plot__spec" x1={x} x2={x} y1={0} y2={HEIGHT} />;
      })}
      <path className="plot__tokens" d={tokens} />
      {cost !== undefined && <path className="plot__cost" d={cost} />}
    </svg>
  );
}

const tokensOf = ({ inputTokens, outputTokens }: Figure): number => inputTokens + outputTokens;

/** Where a report stands; before the first one nothing had been used. */
const across = (index: number, course: readonly Figure[]): number => ((index + 1) / course.length) * WIDTH;

/** A curve from nothing to the last figure, which reaches that part of the height. */
function pathOf(course: readonly Figure[], valueIn: (figure: Figure) => number, reach: number): string {
  const most = Math.max(...course.map(valueIn)) || 1;
  const points = course.map((figure, index) => {
    const y = HEIGHT - (valueIn(figure) / most) * HEIGHT * reach;
    return `L${across(index, course).toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M0 ${HEIGHT} ${points.join(" ")}`;
}
