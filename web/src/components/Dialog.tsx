import { Modal } from "@mantine/core";
import type { ReactNode } from "react";

interface DialogProps {
  title: string;
  opened: boolean;
  onClose: () => void;
  /** As Mantine names widths. */
  size?: "md" | "lg";
  children: ReactNode;
}

/** A modal whose head is no `header` element: outside the page's sections that would be a second banner. */
export function Dialog({ title, opened, onClose, size = "md", children }: DialogProps) {
  return (
    <Modal.Root opened={opened} onClose={onClose} size={size} centered>
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content>
        <div className="dialog__head">
          <Modal.Title className="dialog__title">{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
