import { Button, CloseButton } from "@mantine/core";
import { IconAlertTriangle, IconCloudOff } from "@tabler/icons-react";
import { useChat, useSend } from "../chat/react.tsx";

/** What a person must know beside the conversation: the connection is gone, or a command has failed. */
export function Notes() {
  return (
    <div className="dock__notes">
      <LinkNote />
      <CommandNote />
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
    <div className="note" data-tone="danger" role="alert">
      <IconAlertTriangle size={18} aria-hidden />
      <span className="note__text">
        <strong>{notice.title}.</strong> {notice.failure.text}
      </span>
      {notice.failure.retryable && (
        <Button size="compact-sm" variant="default" onClick={() => send({ type: "notice.retry" })}>
          Try again
        </Button>
      )}
      <CloseButton aria-label="Dismiss" onClick={() => send({ type: "notice.dismiss" })} />
    </div>
  );
}
