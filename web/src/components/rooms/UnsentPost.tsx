import { Button } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { useRooms, useSendToRooms } from "../../rooms/react.tsx";
import type { OutgoingPost } from "../../rooms/room.ts";
import { Face } from "./Face.tsx";

/** A message of this page that the server has not stored yet, or would not. */
export function UnsentPost({ post }: { post: OutgoingPost }) {
  const name = useRooms(({ me }) => me?.name ?? "");
  return (
    <article className="post" data-testid="unsent" data-status={post.failure ? "failed" : "sending"}>
      <Face name={name} />
      <div className="post__main">
        <header className="post__meta">
          <h2 className="post__name">{name}</h2>
          {!post.failure && <span>Sending…</span>}
        </header>
        <div className="post__body">{post.body}</div>
        <Failure post={post} />
      </div>
    </article>
  );
}

function Failure({ post: { id, failure } }: { post: OutgoingPost }) {
  const send = useSendToRooms();
  if (!failure) return null;
  return (
    <div className="failure" role="alert">
      <IconAlertCircle size={18} aria-hidden />
      <span className="failure__text">{failure.text}</span>
      {failure.retryable && (
        <Button size="compact-sm" variant="default" onClick={() => send({ type: "post.retry", outgoingId: id })}>
          Try again
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={() => send({ type: "post.discard", outgoingId: id })}>
        Discard
      </Button>
    </div>
  );
}
