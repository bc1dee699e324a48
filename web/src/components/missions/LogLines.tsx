import { memo } from "react";
import type { LogLine } from "../../missions/story.ts";
import { markWords } from "../../missions/view.ts";

const BLOCK = 100;

/**
 * A log in blocks: one that is full is never rendered again, and the browser lays out only those that are seen
 * (`content-visibility`), so that tens of thousands of lines stay smooth, and can still be read and searched as a whole.
 */
export function LogLines({ lines, words }: { lines: readonly LogLine[]; words: string }) {
  const blocks = Array.from({ length: Math.ceil(lines.length / BLOCK) }, (_, index) => index * BLOCK);
  return blocks.map((start) => (
    <Block
      key={start}
      lines={lines.slice(start, start + BLOCK)}
      before={start === 0 ? undefined : lines[start - 1]?.specId}
      words={words}
    />
  ));
}

interface BlockProps {
  lines: readonly LogLine[];
  /** The spec of the line above. */
  before: string | undefined;
  words: string;
}

const Block = memo(
  function Block({ lines, before, words }: BlockProps) {
    return (
      <ol className="log__block" style={{ containIntrinsicBlockSize: `auto ${lines.length * 1.3}rem` }}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
          <li key={index} data-level={line.level}>
            {line.specId !== (index === 0 ? before : lines[index - 1]?.specId) && (
              <span className="log__spec">{line.specId}</span>
            )}
            <span className="log__level">{line.level}</span>
            <span className="log__text" data-testid="log-line">
              <Marked text={line.text} words={words} />
            </span>
          </li>
        ))}
      </ol>
    );
  },
  // Lines never change: a block with the same ends is the same block.
  (left, right) =>
    left.lines.length === right.lines.length &&
    left.lines[0] === right.lines[0] &&
    left.lines.at(-1) === right.lines.at(-1) &&
    left.before === right.before &&
    left.words === right.words,
);

function Marked({ text, words }: { text: string; words: string }) {
  return markWords(text, words).map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
    index % 2 === 0 ? part : <mark key={index}>{part}</mark>,
  );
}
