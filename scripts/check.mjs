#!/usr/bin/env node
import { checks } from "./lib/checks.mjs";
// npm run check: what a developer wants to know within a minute, before the suites: format, lint, types.
import { installPackages } from "./lib/packages.mjs";
import { runSteps } from "./lib/steps.mjs";

process.exitCode = await runSteps([{ name: "npm packages", run: installPackages }, ...checks]);
