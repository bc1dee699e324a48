#!/usr/bin/env node
// npm test: everything, on a machine that has only Rust and Node. Installs what is missing, stops at the
// first failure, and ends with one summary. `npm test -- --long` fuzzes each target for a minute and plays 500
// random histories of cuts and crashes instead of 20.
import { checks } from "./lib/checks.mjs";
import { installPackages } from "./lib/packages.mjs";
import { installCargoFuzz, installPrograms, installPython } from "./lib/requirements.mjs";
import { runSteps } from "./lib/steps.mjs";
import { browser, bun, fuzz, generated, rust, rustExamples } from "./lib/suites.mjs";

const long = process.argv.includes("--long");

process.exitCode = await runSteps([
  { name: "npm packages", run: installPackages },
  { name: "programs", run: installPrograms },
  { name: "Python packages", run: installPython },
  ...checks,
  { name: "Rust suites", run: rust(long ? 500 : 20) },
  { name: "Rust examples", run: rustExamples },
  { name: "generated files", run: generated },
  { name: "shared-types", run: bun("shared-types", []) },
  { name: "web", run: bun("web", ["test"]) },
  { name: "clients of other makers", run: bun("e2e", ["clients"]) },
  { name: "browser", run: browser },
  { name: "cargo-fuzz", run: installCargoFuzz },
  { name: `fuzz targets, ${long ? 60 : 10} s each`, run: fuzz(long ? 60 : 10) },
]);
