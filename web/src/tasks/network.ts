import type { ParlanceClient, Task } from "@parlance/shared-types";
import { fromCallback } from "xstate";
import { describeFailure } from "../lib/failure.ts";
import type { TasksCommand, TasksNetworkEvent } from "./machine.ts";

type Tell = (event: TasksNetworkEvent) => void;

/** All tasks that this user may see, each event once. */
const TOPIC = "tasks";

/** The actor that speaks with the server about tasks: commands in, replies and events out. */
export const tasksNetwork = (client: ParlanceClient) =>
  fromCallback<TasksCommand>(({ sendBack, receive }) => {
    const tell: Tell = sendBack;
    receive((command) => {
      run(client, command, tell).catch((error: unknown) =>
        tell({ type: "command.failed", command, failure: describeFailure(error) }),
      );
    });
    const offs = [
      client.on("connection", ({ user }) => {
        if (user) tell({ type: "welcome", userId: user.id });
      }),
      ...(["task:created", "task:updated", "task:assigned"] as const).map((name) =>
        client.on(name, (task, { topic, requestId }) => {
          if (topic === TOPIC || requestId !== undefined) tell({ type: "task.seen", task: seen(task) });
        }),
      ),
    ];
    return () => {
      for (const off of offs) off();
    };
  });

/** What a change leads to is told by its reply, which the listener above hears too. */
async function run(client: ParlanceClient, command: TasksCommand, tell: Tell): Promise<void> {
  switch (command.type) {
    case "list": {
      // First the subscription: what happens after the list was made is told.
      await client.request("subscription:subscribe", { topic: TOPIC });
      const { tasks } = await client.request("task:list", {});
      return tell({ type: "tasks.listed", tasks });
    }
    case "create":
      await client.request("task:create", command.task);
      return;
    case "update":
      await client.request("task:update", command.change);
      return;
    case "assign":
      await client.request("task:assign", command.change);
  }
}

const seen = ({ requestId: _answered, ...task }: Task & { requestId?: string }): Task => task;
