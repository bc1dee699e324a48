import { expect, test } from "bun:test";
import { type Dialect, dialects } from "../generated/dialects/index.js";

interface Frame {
  type: string;
}
/** What the Rust suites wrote: frames made by the codec, and frames of a running server. */
interface Fixture {
  said: Frame[];
  told: Frame[];
  recorded: Frame[];
}

async function fixture(name: Dialect): Promise<Fixture> {
  const made = await import(`./fixtures/dialects/${name}.js`);
  const { recorded } = await import(`./fixtures/dialects/${name}.recorded.js`);
  return { ...made, recorded };
}

const names = Object.keys(dialects) as Dialect[];
const types = (frames: Frame[]) => new Set(frames.map(({ type }) => type));

test.each(names)("a server tells clients of %s nothing but what the codec makes", async (name) => {
  const { told, recorded } = await fixture(name);
  expect(types(recorded).size).toBeGreaterThan(2);
  expect([...types(recorded)].filter((type) => !types(told).has(type))).toEqual([]);
});

test.each(names)("clients of %s can say something, and tell it apart", async (name) => {
  const { said } = await fixture(name);
  expect(types(said).size).toBeGreaterThan(5);
});

test.each(names)("%s is chosen by its path or its subprotocol", (name) => {
  expect(dialects[name]).toMatchObject({ path: `/ws/${name}`, subprotocol: `parlance.${name}` });
});
