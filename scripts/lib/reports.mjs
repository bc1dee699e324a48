// Counts tests from what the runners report, and takes nothing for granted: no report, no test and a
// skipped test are failures.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { Failure } from "./process.mjs";

/**
 * Runs a suite that writes a JUnit report to `file` and returns its counts. `suite` is a function that
 * rejects when the runner fails; the rejection then carries the counts of the report, as far as it got.
 */
export async function countedByJunit(file, suite) {
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true }); // a report of an earlier run must not speak for this one
  try {
    await suite();
  } catch (error) {
    error.count = readJunit(file);
    throw error;
  }
  return verified(readJunit(file), file);
}

/** Counts of the `test result:` lines that `cargo test` prints, summed over its binaries. */
export function countCargoTest(output) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const [, passed, failed, ignored] of output.matchAll(
    /^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored/gm,
  )) {
    count.passed += Number(passed);
    count.failed += Number(failed);
    count.skipped += Number(ignored);
  }
  return count;
}

/** The counts, unless they show that something was left out. */
export function verified(count, source) {
  if (!count) throw new Failure(`no test report at ${source}`);
  if (count.skipped > 0) {
    throw Object.assign(new Failure(`${count.skipped} tests were skipped (${source})`), { count });
  }
  if (count.passed + count.failed === 0) throw new Failure(`not one test ran (${source})`);
  return count;
}

function readJunit(file) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const tag = text.match(/<testsuites\b[^>]*>/)?.[0] ?? "";
  const number = (name) => Number(tag.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0);
  const failed = number("failures") + number("errors");
  const skipped = number("skipped");
  return { passed: number("tests") - failed - skipped, failed, skipped };
}
