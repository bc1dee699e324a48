import type { ParlanceClient } from "@parlance/shared-types";
import { fromCallback } from "xstate";
import { describeFailure } from "../lib/failure.ts";
import { loadModels } from "../lib/models.ts";
import type { RunOutcome } from "./conversation.ts";
import type { NetworkCommand, NetworkEvent } from "./events.ts";

type Tell = (event: NetworkEvent) => void;

/** The actor that speaks with the server: commands in, replies and events out. */
export const network = (client: ParlanceClient) =>
  fromCallback<NetworkCommand>(({ sendBack, receive }) => {
    const tell: Tell = sendBack;
    receive((command) => {
      run(client, command, tell).catch((error: unknown) => tell(failed(command, error)));
    });
    const offs = listen(client, tell);
    return () => {
      for (const off of offs) off();
    };
  });

async function run(client: ParlanceClient, command: NetworkCommand, tell: Tell): Promise<void> {
  switch (command.type) {
    case "connect":
      return client.connect();
    case "models":
      return tell({ type: "models.loaded", ...(await loadModels()) });
    case "open": {
      const { session, messages, run } = await client.request("session:switch", {
        sessionId: command.sessionId,
      });
      return tell({ type: "session.opened", session, messages, runId: run?.id });
    }
    case "create": {
      const { requestId: _answered, ...session } = await client.request("session:create", {
        model: command.model,
      });
      return tell({ type: "session.made", session });
    }
    case "rename": {
      const { sessionId, title } = command;
      await client.request("session:rename", { sessionId, title });
      return tell({ type: "session.renamed", sessionId, title });
    }
    case "delete":
      await client.request("session:delete", { sessionId: command.sessionId });
      return tell({ type: "session.removed", sessionId: command.sessionId });
    case "older": {
      const { sessionId, before } = command;
      const page = await client.request("session:history", { sessionId, before });
      return tell({ type: "history.loaded", sessionId, messages: page.messages, hasMore: page.hasMore });
    }
    case "send": {
      const { sessionId, outgoingId, message } = command;
      const reply = await client.request("chat:send", { sessionId, message }, { requestId: outgoingId });
      return tell({ type: "send.answered", sessionId, outgoingId, runId: reply.runId, logs: reply.logs });
    }
    case "log":
      // The run's events come again, as events; the reply only says how many.
      await client.request("sync:resume", { positions: { [`forge_sessions/${command.runId}`]: 0 } });
      return;
    case "stop": {
      const { runId } = await client.request("chat:stop", { sessionId: command.sessionId });
      return tell({ type: "stop.done", runId });
    }
  }
}

function failed(command: NetworkCommand, error: unknown): NetworkEvent {
  const failure = describeFailure(error);
  if (command.type === "open") return { type: "session.openFailed", sessionId: command.sessionId, failure };
  if (command.type === "send") {
    return { type: "send.failed", sessionId: command.sessionId, outgoingId: command.outgoingId, failure };
  }
  return { type: "command.failed", command, failure };
}

/** Replies come by `request`; here only what other devices did and what the agent does. */
function listen(client: ParlanceClient, tell: Tell): readonly (() => void)[] {
  tell({ type: "link.changed", state: client.state });
  return [
    client.onState((state, cause) => tell({ type: "link.changed", state, failure: cause && describeFailure(cause) })),
    client.on("connection", ({ sessions, user }) => tell({ type: "welcome", sessions, userId: user?.id })),
    client.on("session:created", (session, { requestId }) => {
      if (requestId === undefined) tell({ type: "session.added", session });
    }),
    client.on("session:renamed", ({ sessionId, title }) => tell({ type: "session.renamed", sessionId, title })),
    client.on("session:deleted", ({ sessionId }, { requestId }) => {
      if (requestId === undefined) tell({ type: "session.removed", sessionId });
    }),
    client.on("chat:message", (message) => tell({ type: "message.received", message })),
    client.on("chat:delta", (delta) => {
      if (!isForge(delta)) tell({ type: "delta.received", ...delta });
    }),
    client.on("log", (line) => tell({ type: "log.received", ...line })),
    client.on("forge:started", (run) => {
      if (!isForge(run)) tell({ type: "run.started", ...run });
    }),
    client.on("forge:completed", ({ runId, sessionId, status, error }) => {
      if (isForge({ runId, sessionId })) return;
      if (isOutcome(status)) tell({ type: "run.ended", runId, sessionId, status, error });
    }),
    client.on("sync:reset", ({ topic }) => tell({ type: "topic.reset", topic })),
  ];
}

/** A spec of a mission is its own session (contract section 3): none of this page's conversations. */
const isForge = ({ runId, sessionId }: { runId: string; sessionId: string }): boolean => runId === sessionId;

const isOutcome = (status: string): status is RunOutcome =>
  status === "completed" || status === "failed" || status === "cancelled";
