import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** The Python of `npm test`, which has the packages of requirements.txt. */
export const python = resolve(repository, "target/venv/bin/python");

const engine = [python, resolve(repository, "tests/support/pocketsphinx_transcribe.py"), "{input}"];

/** Configuration for a server that understands these phrases. */
export const recogniserOf = (phrases: string[]): string =>
  `[transcribe]\nengine = "command"\ncommand = ${JSON.stringify([...engine, ...phrases])}\n`;

/** Has a voice say `text`, with a second of silence around it, and writes it to `file`, a WAV file. */
export function speak(text: string, file: string): void {
  const pause = '<break time="1s"/>';
  execFileSync("espeak-ng", ["-m", "-v", "en-us", "-s", "140", "-w", file, `${pause}${text}${pause}`]);
}
