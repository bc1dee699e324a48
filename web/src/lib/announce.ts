/**
 * What a screen reader should hear next of an answer that grows: whole paragraphs, never single tokens,
 * and at the end what is left. `spoken` is the length that has been announced already.
 */
export function nextAnnouncement(text: string, spoken: number, done: boolean): { say: string; spoken: number } {
  const end = done ? text.length : text.lastIndexOf("\n\n");
  if (end <= spoken) return { say: "", spoken };
  return { say: plain(text.slice(spoken, end)), spoken: end };
}

/** Without the marks of Markdown that only mean something to the eye. */
function plain(markdown: string): string {
  return markdown
    .replace(/```[^\n]*\n?/g, "")
    .replace(/^[#>\s]+/gm, "")
    .replace(/[*_`]+/g, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .trim();
}
