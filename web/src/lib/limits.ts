/** `limits.max_chat_chars` of the server, its default: Unicode scalar values (contract section 1). */
export const MAX_CHARACTERS = 100_000;

export function isTooLong(text: string): boolean {
  // A text has at most as many characters as UTF-16 units: most never need to be counted.
  return text.length > MAX_CHARACTERS && [...text].length > MAX_CHARACTERS;
}
