import { CloseButton } from "@mantine/core";
import type { ReactNode } from "react";

interface PaneProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** What stands beside a room; where there is no place beside it, in front of it. */
export function Pane({ title, onClose, children }: PaneProps) {
  return (
    <aside className="pane" aria-label={title}>
      <div className="pane__head">
        <h2>{title}</h2>
        <CloseButton aria-label={`Close ${title.toLowerCase()}`} onClick={onClose} />
      </div>
      {children}
    </aside>
  );
}
