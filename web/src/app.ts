import { createClient, type ParlanceClient } from "@parlance/shared-types";
import { createActor, fromPromise } from "xstate";
import { accountLink } from "./account/link.ts";
import { type AccountContext, accountMachine } from "./account/machine.ts";
import type { AccountActor } from "./account/react.tsx";
import { refresh } from "./account/rest.ts";
import { refreshWith } from "./account/tokens.ts";
import { announcements, announcementsMachine } from "./announcements/machine.ts";
import type { AnnouncementsActor } from "./announcements/react.tsx";
import { iceServers } from "./call/ice.ts";
import { callLine, callSignals } from "./call/line.ts";
import { callMachine } from "./call/machine.ts";
import type { CallActor } from "./call/react.tsx";
import { chatMachine } from "./chat/machine.ts";
import { network } from "./chat/network.ts";
import type { ChatActor } from "./chat/react.tsx";
import { keepOneInFront } from "./lib/front.ts";
import { credentialHeaders, identity } from "./lib/identity.ts";
import { leadsToMissions, missionIdFrom, roomIdFrom, sessionIdFrom, TASKS_PATH } from "./lib/route.ts";
import { missionsMachine } from "./missions/machine.ts";
import { missionsNetwork } from "./missions/network.ts";
import type { MissionsActor } from "./missions/react.tsx";
import { missionWatch } from "./missions/watch.ts";
import { roomsMachine } from "./rooms/machine.ts";
import { roomsNetwork } from "./rooms/network.ts";
import type { RoomsActor } from "./rooms/react.tsx";
import { tasksMachine } from "./tasks/machine.ts";
import { tasksNetwork } from "./tasks/network.ts";
import type { TasksActor } from "./tasks/react.tsx";
import { voiceRoomMachine } from "./voiceroom/machine.ts";
import { voiceMesh } from "./voiceroom/mesh.ts";
import type { VoiceRoomActor } from "./voiceroom/react.tsx";

/** The one connection of this page, and what it feeds. */
interface App {
  client: ParlanceClient;
  chat: ChatActor;
  rooms: RoomsActor;
  missions: MissionsActor;
  tasks: TasksActor;
  announcements: AnnouncementsActor;
  call: CallActor;
  voiceRoom: VoiceRoomActor;
  /** Whose data this page holds. */
  userId: string | undefined;
}

/** Begins with who this page speaks for; the connection follows when that is known. */
export function startAccount(): { account: AccountActor; app: () => App } {
  let started: App | undefined;
  let accessToken: string | null = null;

  const connect = (context: AccountContext): ParlanceClient => {
    accessToken = context.accessToken;
    const userId = context.user?.id;
    if (!started) started = { ...startApp(() => accessToken), userId };
    // What this page holds is not theirs.
    else if (started.userId !== undefined && userId !== started.userId) location.reload();
    started.userId = userId;
    started.client.connect();
    return started.client;
  };

  const account: AccountActor = createActor(
    accountMachine.provide({
      actors: { refresh: fromPromise(() => refreshWith(refresh)), link: accountLink(connect) },
    }),
  );
  account.subscribe(({ context }) => {
    accessToken = context.accessToken;
  });
  account.start();
  const app = (): App => {
    if (!started) throw new Error("the page is not connected yet");
    return started;
  };
  return { account, app };
}

/** No stored positions: a page that begins loads what it shows, so there is nothing to resume. */
function startApp(accessToken: () => string | null): Omit<App, "userId"> {
  const client = createClient({
    auth: () => {
      const token = accessToken();
      return token === null ? identity() : { ...identity(), token };
    },
    onContractMismatch: () => chat.send({ type: "contract.changed" }),
  });
  const chat: ChatActor = createActor(chatMachine.provide({ actors: { network: network(client) } }), {
    input: { sessionId: sessionIdFrom(location.pathname) },
  });
  const rooms: RoomsActor = createActor(roomsMachine.provide({ actors: { network: roomsNetwork(client) } }), {
    input: { roomId: roomIdFrom(location.pathname) },
  });
  const missions: MissionsActor = createActor(
    missionsMachine.provide({ actors: { network: missionsNetwork(client), watch: missionWatch(client) } }),
  );
  const ways = iceServers(() => credentialHeaders(accessToken()));
  const call: CallActor = createActor(
    callMachine.provide({ actors: { signals: callSignals(client), line: callLine(client, ways) } }),
  );
  const voiceRoom: VoiceRoomActor = createActor(
    voiceRoomMachine.provide({ actors: { mesh: voiceMesh(client, ways) } }),
  );
  const tasks: TasksActor = createActor(tasksMachine.provide({ actors: { network: tasksNetwork(client) } }));
  const news: AnnouncementsActor = createActor(
    announcementsMachine.provide({ actors: { network: announcements(client) } }),
  );
  for (const actor of [chat, rooms, missions, tasks, news, call, voiceRoom]) actor.start();
  showLinked(missions, tasks);
  keepOneInFront(
    [
      {
        isShown: () => rooms.getSnapshot().context.activeId !== null,
        close: () => rooms.send({ type: "room.close" }),
        subscribe: (changed) => rooms.subscribe(changed),
      },
      {
        isShown: () => !missions.getSnapshot().matches("away"),
        close: () => missions.send({ type: "missions.close" }),
        subscribe: (changed) => missions.subscribe(changed),
      },
      {
        isShown: () => tasks.getSnapshot().matches("board"),
        close: () => tasks.send({ type: "tasks.close" }),
        subscribe: (changed) => tasks.subscribe(changed),
      },
    ],
    (covered) => {
      if (chat.getSnapshot().context.covered !== covered) chat.send({ type: "session.cover", covered });
    },
  );
  return { client, chat, rooms, missions, tasks, announcements: news, call, voiceRoom };
}

/** Opens what the address of the page names, if it is work: a mission, all of them, or tasks. */
function showLinked(missions: MissionsActor, tasks: TasksActor): void {
  const missionId = missionIdFrom(location.pathname);
  if (missionId !== null) missions.send({ type: "mission.open", missionId });
  else if (leadsToMissions(location.pathname)) missions.send({ type: "missions.open" });
  else if (location.pathname === TASKS_PATH) tasks.send({ type: "tasks.open" });
}
