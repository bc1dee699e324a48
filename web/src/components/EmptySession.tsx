import { Button } from "@mantine/core";
import { activeSession } from "../chat/context.ts";
import { useChat, useSend } from "../chat/react.tsx";

/** A session in which nothing has been said yet, and the way to another model. */
export function EmptySession() {
  const model = useChat(({ context }) => activeSession(context)?.model);
  const models = useChat(({ context }) => context.models);
  const send = useSend();
  const others = models.filter((other) => other !== model);
  return (
    <section className="blank">
      <h2>What would you like to ask?</h2>
      <p>
        <strong>{model}</strong> answers in this session. What is said here stays, and every device of yours sees it.
      </p>
      {others.length > 0 && (
        <div className="blank__actions">
          {others.slice(0, 5).map((other) => (
            <Button
              key={other}
              variant="default"
              size="xs"
              radius="xl"
              onClick={() => send({ type: "session.create", model: other })}
            >
              Talk to {other} instead
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}
