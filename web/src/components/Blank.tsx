import { Button, Skeleton } from "@mantine/core";
import { useChat, useSend } from "../chat/react.tsx";

/** What stands where no conversation does: it loads, it is gone, it failed, or there is none yet. */
export function Blank() {
  const state = useChat((snapshot) => snapshot.value.session);
  const send = useSend();
  if (state === "missing") {
    return (
      <section className="blank">
        <h2>This session is not here</h2>
        <p>It was deleted, or the link belongs to someone else. Choose another one from the list.</p>
        <NewSessionButton />
      </section>
    );
  }
  if (state === "failed") {
    return (
      <section className="blank">
        <h2>The session could not be opened</h2>
        <p>The server did not hand over its messages. They are not lost.</p>
        <div className="blank__actions">
          <Button onClick={() => send({ type: "session.reload" })}>Try again</Button>
        </div>
      </section>
    );
  }
  if (state === "none") {
    return (
      <section className="blank">
        <h2>No sessions yet</h2>
        <p>A session is a conversation with an agent. It stays here, on all your devices.</p>
        <NewSessionButton />
      </section>
    );
  }
  return <Loading />;
}

function NewSessionButton() {
  const creating = useChat(({ context }) => context.creating);
  const send = useSend();
  return (
    <div className="blank__actions">
      <Button loading={creating} onClick={() => send({ type: "session.create" })}>
        New session
      </Button>
    </div>
  );
}

function Loading() {
  return (
    <div className="thread" role="status" aria-label="Loading the conversation">
      <Skeleton height={44} width="45%" radius="lg" ml="auto" />
      <Skeleton height={14} width="20%" />
      <Skeleton height={14} />
      <Skeleton height={14} width="92%" />
      <Skeleton height={14} width="70%" />
    </div>
  );
}
