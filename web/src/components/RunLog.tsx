import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconTerminal2 } from "@tabler/icons-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import type { LogLine } from "../chat/conversation.ts";

interface RunLogProps {
  lines: readonly LogLine[];
  isLive: boolean;
  /** Given where the lines have to be asked for. */
  load: (() => void) | undefined;
  /** Other actions of the answer, in the same row. */
  children?: ReactNode;
}

/** What the agent logged during one run: folded by default, growing while it runs. */
export function RunLog({ lines, isLive, load, children }: RunLogProps) {
  const [isOpen, { toggle }] = useDisclosure(false, { onOpen: load });
  const id = useId();
  return (
    <>
      <div className="answer__foot">
        {children}
        {(lines.length > 0 || load || isOpen) && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={toggle}
            leftSection={<IconTerminal2 size={16} stroke={1.6} />}
            rightSection={<IconChevronDown size={14} className="chevron" data-open={isOpen || undefined} />}
          >
            Log{countWords(lines.length)}
          </Button>
        )}
      </div>
      {isOpen && <Lines id={id} lines={lines} isLive={isLive} />}
    </>
  );
}

function countWords(count: number): string {
  if (count === 0) return "";
  return count === 1 ? " · 1 line" : ` · ${count} lines`;
}

function Lines({ id, lines, isLive }: { id: string; lines: readonly LogLine[]; isLive: boolean }) {
  const panel = useRef<HTMLElement>(null);
  const count = lines.length;

  useEffect(() => {
    const element = panel.current;
    if (isLive && count > 0 && element) element.scrollTop = element.scrollHeight;
  }, [isLive, count]);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="run-log" id={id} ref={panel} tabIndex={0} aria-label="Log of this run" data-testid="run-log">
      {count === 0 && "Nothing was logged."}
      <ol>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
          <li key={index} data-level={line.level}>
            {line.data}
          </li>
        ))}
      </ol>
    </section>
  );
}
