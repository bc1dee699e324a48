import { expect, test } from "bun:test";
import { applyDelta } from "../src/index.js";

const alphabet = ["a", "Z", " ", "\n", "é", "ß", "€", "漢", "😀", "👩‍👩‍👧", "\u0301"];
const bytes = (text: string) => new TextEncoder().encode(text).length;

test("deltas in order build the answer", () => {
  let text = "";
  for (const part of ["Zoë ", "pays ", "5 €", " 😀"]) text = applyDelta(text, { offset: bytes(text), text: part }).text;
  expect(text).toBe("Zoë pays 5 € 😀");
});

test("a catch-up from offset 0 replaces what is known", () => {
  expect(applyDelta("Echo: h", { offset: 0, text: "Echo: hello" })).toEqual({ gap: false, text: "Echo: hello" });
});

test("a delta beyond what is known is a gap and changes nothing", () => {
  expect(applyDelta("€", { offset: 4, text: "x" })).toEqual({ gap: true, text: "€" });
  expect(applyDelta("", { offset: 1, text: "x" })).toEqual({ gap: true, text: "" });
});

test("an offset inside a character is a gap", () => {
  for (const offset of [1, 2, 3]) expect(applyDelta("😀", { offset, text: "x" }).gap).toBe(true);
  expect(applyDelta("é", { offset: 1, text: "x" }).gap).toBe(true);
});

test("any overlap of any text gives the whole text", () => {
  for (let round = 0; round < 2_000; round++) {
    const characters = Array.from(
      { length: round % 40 },
      () => alphabet[Math.floor(Math.random() * alphabet.length)] ?? "",
    );
    const at = () => Math.floor(Math.random() * (characters.length + 1));
    const [start, known] = [at(), at()].sort((one, other) => one - other);
    const join = (from: number | undefined, to?: number) => characters.slice(from, to).join("");

    const result = applyDelta(join(0, known), { offset: bytes(join(0, start)), text: join(start) });
    expect(result).toEqual({ gap: false, text: join(0) });
  }
});
