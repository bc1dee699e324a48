import { Button } from "@mantine/core";
import { newRequestId } from "@parlance/shared-types";
import { IconAlertCircle, IconRefresh } from "@tabler/icons-react";
import { useSend } from "../chat/react.tsx";
import type { Item } from "../chat/timeline.ts";

/** Why there is no answer, with a second try where one can help. */
export function FailureNote({ item: { failure, again, outgoingId, discardable } }: { item: Item }) {
  const send = useSend();
  if (!failure) return null;
  const tryAgain = (text: string) =>
    outgoingId === undefined
      ? send({ type: "message.send", outgoingId: newRequestId(), text })
      : send({ type: "message.retry", outgoingId, text });
  return (
    <div className="failure" role="alert">
      <IconAlertCircle size={18} aria-hidden />
      <span className="failure__text">{failure.text}</span>
      {again !== undefined && failure.retryable && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconRefresh size={14} />}
          onClick={() => tryAgain(again)}
        >
          Try again
        </Button>
      )}
      {discardable && outgoingId !== undefined && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          onClick={() => send({ type: "message.discard", outgoingId })}
        >
          Discard
        </Button>
      )}
    </div>
  );
}
