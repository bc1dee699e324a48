import { Button, NativeSelect, TextInput } from "@mantine/core";
import type { LogLevel } from "@parlance/shared-types";
import { IconArrowDown, IconSearch } from "@tabler/icons-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useStickToBottom } from "../../hooks/useStickToBottom.ts";
import type { LogLine, Story } from "../../missions/story.ts";
import { type LogSearch, searchLines } from "../../missions/view.ts";
import { LogLines } from "./LogLines.tsx";

const LEVELS: { value: LogLevel; label: string }[] = [
  { value: "debug", label: "Everything" },
  { value: "info", label: "Info and above" },
  { value: "warn", label: "Warnings and errors" },
  { value: "error", label: "Errors" },
];

/** What the agent logged in all specs; it can be searched while it grows. */
export function MissionLog({ story: { sessions, dropped, ready } }: { story: Story }) {
  const [search, setSearch] = useState<LogSearch>({ words: "", level: "debug" });
  // A long log is searched when there is time: what is typed goes first.
  const wanted = useDeferredValue(search);
  const lines = useMemo(() => searchLines(sessions, wanted), [sessions, wanted]);
  const all = sessions.reduce((sum, session) => sum + session.lines.length, 0);
  return (
    <section className="panel log" aria-labelledby="log-title">
      <div className="log__head">
        <h2 id="log-title">Log</h2>
        <span className="log__count" role="status">
          {countWords(lines.length, all)}
        </span>
        <SearchFields search={search} onChange={setSearch} />
      </div>
      {dropped > 0 && <p className="panel__empty">{format(dropped)} older lines are left out.</p>}
      <Lines
        key={`${wanted.level} ${wanted.words}`}
        lines={lines}
        words={wanted.words}
        nothing={nothingWords(all, ready)}
      />
    </section>
  );
}

interface SearchFieldsProps {
  search: LogSearch;
  onChange: (search: LogSearch) => void;
}

function SearchFields({ search, onChange }: SearchFieldsProps) {
  return (
    <div className="log__search">
      <TextInput
        type="search"
        size="xs"
        aria-label="Search the log"
        placeholder="Search"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search.words}
        onChange={({ currentTarget }) => onChange({ ...search, words: currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        aria-label="Level"
        data={LEVELS}
        value={search.level}
        onChange={({ currentTarget }) => onChange({ ...search, level: levelOf(currentTarget.value) })}
      />
    </div>
  );
}

const levelOf = (value: string): LogLevel => LEVELS.find((level) => level.value === value)?.value ?? "debug";

const format = (count: number): string => count.toLocaleString("en");

function countWords(shown: number, all: number): string {
  if (shown !== all) return `${format(shown)} of ${format(all)} lines`;
  return all === 1 ? "1 line" : `${format(all)} lines`;
}

const nothingWords = (all: number, ready: boolean): string =>
  all > 0 ? "No line fits." : ready ? "Nothing was logged yet." : "Loading…";

function Lines({ lines, words, nothing }: { lines: readonly LogLine[]; words: string; nothing: string }) {
  const { viewport, content, atBottom, jump } = useStickToBottom(undefined);
  return (
    <div className="log__frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="log__lines" ref={viewport} tabIndex={0} aria-label="Lines of the log">
        <div ref={content}>
          {lines.length === 0 ? <p className="panel__empty">{nothing}</p> : <LogLines lines={lines} words={words} />}
        </div>
      </section>
      {!atBottom && (
        <Button
          className="jump"
          radius="xl"
          size="compact-sm"
          variant="default"
          onClick={jump}
          leftSection={<IconArrowDown size={14} />}
        >
          Newest line
        </Button>
      )}
    </div>
  );
}
