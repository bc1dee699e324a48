// Runs steps in order, stops loudly at the first that fails, and ends with one summary.
import { Failure } from "./process.mjs";

/**
 * @typedef {{ passed: number, failed: number }} Count
 * @typedef {{ name: string, run: () => Promise<Count | unknown> }} Step
 */

/**
 * Runs the steps and prints the summary, whose last line is `N passed, N failed`.
 * A step throws a Failure when it fails; `failure.count` holds what its suite reported until then.
 * Returns the exit code.
 * @param {Step[]} steps
 */
export async function runSteps(steps) {
  const done = [];
  for (const step of steps) {
    console.log(`\n━━ ${step.name}`);
    const started = Date.now();
    const outcome = await attempt(step);
    done.push({ ...outcome, name: step.name, seconds: (Date.now() - started) / 1000 });
    if (outcome.failed > 0) break;
  }
  return summarize(done, steps.slice(done.length));
}

async function attempt(step) {
  try {
    const count = await step.run();
    return { passed: count?.passed ?? 0, failed: count?.failed ?? 0 };
  } catch (error) {
    console.error(`\n✗ ${step.name}: ${error instanceof Failure ? error.message : error.stack}`);
    return { passed: error.count?.passed ?? 0, failed: Math.max(1, error.count?.failed ?? 1) };
  }
}

function summarize(done, left) {
  const total = (key) => done.reduce((sum, step) => sum + step[key], 0);
  const row = (mark, step, text) => console.log(`${mark} ${step.name.padEnd(34)} ${text}`);
  console.log("\n━━ summary");
  for (const step of done) {
    const counts = step.passed + step.failed > 0 ? `${step.passed} passed, ${step.failed} failed` : "";
    row(step.failed > 0 ? "✗" : "✓", step, `${step.seconds.toFixed(1).padStart(7)} s  ${counts}`.trimEnd());
  }
  for (const step of left) row("·", step, "  not run");
  console.log(`${total("seconds").toFixed(0)} s in all`);
  console.log(`${total("passed")} passed, ${total("failed")} failed`);
  return total("failed") > 0 ? 1 : 0;
}
