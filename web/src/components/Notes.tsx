import { Button, CloseButton } from "@mantine/core";
import { IconAlertTriangle, IconCloudOff, IconRefresh } from "@tabler/icons-react";
import { useChat, useSend } from "../chat/react.tsx";
import type { Failure } from "../lib/failure.ts";
import { useMissions, useSendToMissions } from "../missions/react.tsx";
import { useRooms, useSendToRooms } from "../rooms/react.tsx";
import { useSendToTasks, useTasks } from "../tasks/react.tsx";

/** What a person must know beside the conversation: the page is outdated, the connection is gone, or a command has failed. */
export function Notes() {
  return (
    <div className="dock__notes">
      <OutdatedNote />
      <LinkNote />
      <CommandNote />
      <RoomsNote />
      <MissionsNote />
      <TasksNote />
    </div>
  );
}

function OutdatedNote() {
  const outdated = useChat(({ context }) => context.outdated);
  if (!outdated) return null;
  return (
    <div className="note" role="status">
      <IconRefresh size={18} aria-hidden />
      <span className="note__text">
        The server speaks another version than this page. Reload to get the one that fits.
      </span>
      <Button size="compact-sm" variant="default" onClick={() => location.reload()}>
        Reload
      </Button>
    </div>
  );
}

function LinkNote() {
  const state = useChat((snapshot) => snapshot.value.link);
  const failure = useChat(({ context }) => context.linkFailure);
  const send = useSend();
  // The first attempt needs no words; nor does a reconnect that has not failed yet need a cause.
  if (state === "connected" || (state === "connecting" && !failure)) return null;
  if (state === "closed") {
    return (
      <div className="note" data-tone="danger" role="alert">
        <IconCloudOff size={18} aria-hidden />
        <span className="note__text">You are offline. {failure?.text} Nothing is sent until you connect again.</span>
        <Button size="compact-sm" variant="default" onClick={() => send({ type: "link.open" })}>
          Connect again
        </Button>
      </div>
    );
  }
  const lead = state === "connecting" ? "The server cannot be reached." : "The connection was lost.";
  return (
    <div className="note" role="status">
      <IconCloudOff size={18} aria-hidden />
      <span className="note__text">
        {lead} Trying again. What you send now waits in this tab and goes out when the connection is back.
      </span>
    </div>
  );
}

function CommandNote() {
  const notice = useChat(({ context }) => context.notice);
  const send = useSend();
  if (!notice) return null;
  return (
    <FailedCommand
      title={notice.title}
      failure={notice.failure}
      onRetry={() => send({ type: "notice.retry" })}
      onDismiss={() => send({ type: "notice.dismiss" })}
    />
  );
}

function RoomsNote() {
  const notice = useRooms((context) => context.notice);
  const send = useSendToRooms();
  if (!notice) return null;
  return (
    <FailedCommand
      title={notice.title}
      failure={notice.failure}
      onRetry={() => send({ type: "notice.retry" })}
      onDismiss={() => send({ type: "notice.dismiss" })}
    />
  );
}

function MissionsNote() {
  const notice = useMissions((context) => context.notice);
  const send = useSendToMissions();
  if (!notice) return null;
  return (
    <FailedCommand
      title={notice.title}
      failure={notice.failure}
      onRetry={() => send({ type: "notice.retry" })}
      onDismiss={() => send({ type: "notice.dismiss" })}
    />
  );
}

function TasksNote() {
  const notice = useTasks((context) => context.notice);
  const send = useSendToTasks();
  if (!notice) return null;
  return (
    <FailedCommand
      title={notice.title}
      failure={notice.failure}
      onRetry={() => send({ type: "notice.retry" })}
      onDismiss={() => send({ type: "notice.dismiss" })}
    />
  );
}

interface FailedCommandProps {
  title: string;
  failure: Failure;
  onRetry: () => void;
  onDismiss: () => void;
}

function FailedCommand({ title, failure, onRetry, onDismiss }: FailedCommandProps) {
  return (
    <div className="note" data-tone="danger" role="alert">
      <IconAlertTriangle size={18} aria-hidden />
      <span className="note__text">
        <strong>{title}.</strong> {failure.text}
      </span>
      {failure.retryable && (
        <Button size="compact-sm" variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
      <CloseButton aria-label="Dismiss" onClick={onDismiss} />
    </div>
  );
}
