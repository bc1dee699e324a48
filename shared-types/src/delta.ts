export interface Delta {
  /** UTF-8 bytes of the run's answer before `text`. */
  offset: number;
  text: string;
}

/** `gap: true`: bytes before the delta are missing (`text` is as it was); `session:switch` tells the answer so far. */
export type DeltaResult = { gap: false; text: string } | { gap: true; text: string };

/**
 * Puts a `chat:delta` (contract, section 3) onto the answer known so far. A delta may overlap what is known,
 * as that of a catch-up does, which starts at offset 0: what is known beyond `offset` is replaced.
 */
export function applyDelta(known: string, delta: Delta): DeltaResult {
  const end = indexAtByte(known, delta.offset);
  return end === undefined ? { gap: true, text: known } : { gap: false, text: known.slice(0, end) + delta.text };
}

/** The index in `text` behind its first `bytes` UTF-8 bytes; undefined if it is shorter or a character would be cut. */
function indexAtByte(text: string, bytes: number): number | undefined {
  let index = 0;
  let seen = 0;
  while (seen < bytes && index < text.length) {
    const codePoint = text.codePointAt(index) ?? 0;
    seen += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    index += codePoint < 0x10000 ? 1 : 2;
  }
  return seen === bytes ? index : undefined;
}
