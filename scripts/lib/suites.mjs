// The suites: Rust, the generated contract, Bun, the browser, and the fuzz targets.
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { bin } from "./packages.mjs";
import { capture, Failure, find, root, run } from "./process.mjs";
import { countCargoTest, countedByJunit, verified } from "./reports.mjs";
import { cargoFuzz, python } from "./requirements.mjs";

const server = join(root, "target", "debug", "parlance");
const report = (name) => join(root, "target", "reports", `${name}.xml`);
const one = { passed: 1, failed: 0 };

/** Every suite drives the one binary that the Rust suite built, finds the Python packages, and skips nothing. */
const env = {
  PARLANCE_BIN: server,
  PARLANCE_TEST_EVERYTHING: "1",
  PATH: [dirname(python), process.env.PATH].join(delimiter),
};

/** The Rust suites by nextest, which runs each test in a process of its own; by cargo test where it is missing. */
export const rust = (histories) => async () => {
  const settings = { env: { ...env, PARLANCE_SEEDS: String(histories) } };
  if (find("cargo-nextest")) {
    return countedByJunit(join(root, "target", "nextest", "ci", "junit.xml"), () =>
      run("cargo", ["nextest", "run", "--workspace", "--profile", "ci", "--run-ignored", "all"], settings),
    );
  }
  const everything = ["test", "--workspace", "--all-targets", "--no-fail-fast"];
  return verified(countCargoTest(await capture("cargo", everything, settings)), "cargo test");
};

/** The examples of the documentation, which nextest leaves out. There may be none. */
export const rustExamples = async () =>
  countCargoTest(await capture("cargo", ["test", "--workspace", "--doc"], { env }));

/** The committed files of shared-types are what the table generates, byte for byte. */
export async function generated() {
  if (!existsSync(server)) throw new Failure(`the Rust suite did not build ${server}`);
  await run(server, ["generate", "--check"]);
  return one;
}

/** The suites of one package that run under Bun. */
export const bun = (folder, tests) => () => {
  const file = report(folder.replaceAll("/", "-"));
  const args = ["test", "--timeout=30000", "--reporter=junit", `--reporter-outfile=${file}`, ...tests];
  return countedByJunit(file, () => run(bin("bun"), args, { cwd: join(root, folder), env }));
};

/** Real browser, real server, real frames. */
export const browser = () =>
  countedByJunit(report("browser"), () =>
    run(bin("playwright"), ["test", "--reporter=list,junit"], {
      cwd: join(root, "e2e"),
      env: { ...env, PLAYWRIGHT_JUNIT_OUTPUT_FILE: report("browser") },
    }),
  );

/** Each fuzz target for so many seconds. No sanitizer: the code forbids unsafe, a panic is what is looked for. */
export const fuzz = (seconds) => async () => {
  const options = ["--sanitizer", "none", "--codegen-units", "16"];
  const targets = (await capture(cargoFuzz, ["fuzz", "list"], { quiet: true })).split("\n").filter(Boolean);
  if (targets.length === 0) throw new Failure("cargo fuzz lists no target");
  await run(cargoFuzz, ["fuzz", "build", ...options]);
  for (const target of targets) {
    const limits = [`-max_total_time=${seconds}`, "-timeout=10", "-print_final_stats=1", "-verbosity=0"];
    // What is found goes into the corpus; the committed seeds get even a short run past the first checks.
    const corpus = join("fuzz", "corpus", target);
    mkdirSync(join(root, corpus), { recursive: true });
    await run(cargoFuzz, ["fuzz", "run", ...options, target, corpus, join("fuzz", "seeds", target), "--", ...limits]);
  }
  return { passed: targets.length, failed: 0 };
};
