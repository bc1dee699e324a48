import { ActionIcon, CloseButton, FileButton, Loader, Tooltip } from "@mantine/core";
import { IconAlertCircle, IconPaperclip } from "@tabler/icons-react";
import type { UploadsState } from "../../hooks/useUploads.ts";

/** The files that go with the message being written. */
export function Uploads({ uploads }: { uploads: UploadsState }) {
  if (uploads.list.length === 0) return null;
  return (
    <ul className="uploads" aria-label="Files to send">
      {uploads.list.map(({ id, name, attachment, problem }) => (
        <li key={id} data-failed={problem !== undefined || undefined}>
          {problem !== undefined ? (
            <IconAlertCircle size={15} aria-hidden />
          ) : attachment ? (
            <IconPaperclip size={15} aria-hidden />
          ) : (
            <Loader size={14} aria-label="Sending the file" />
          )}
          <span className="uploads__name">{name}</span>
          {problem !== undefined && <span role="alert">{problem}</span>}
          <CloseButton size="sm" aria-label={`Take away ${name}`} onClick={() => uploads.remove(id)} />
        </li>
      ))}
    </ul>
  );
}

export function AttachButton({ uploads }: { uploads: UploadsState }) {
  return (
    <FileButton multiple onChange={(files) => uploads.add(files)}>
      {(props) => (
        <Tooltip label="Attach files">
          <ActionIcon {...props} variant="subtle" color="gray" size="lg" radius="xl" aria-label="Attach files">
            <IconPaperclip size={19} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
    </FileButton>
  );
}
