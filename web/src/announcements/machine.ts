import type { ParlanceClient, SystemMaintenance, SystemVersionUpdate } from "@parlance/shared-types";
import { assign, fromCallback, setup } from "xstate";

/** What the administrator of the server tells everybody. */
export type Announcement = ({ kind: "maintenance" } & SystemMaintenance) | ({ kind: "version" } & SystemVersionUpdate);

export type AnnouncementsEvent =
  | { type: "announced"; announcement: Announcement }
  /** The reader has seen it. */
  | { type: "dismiss"; id: string };

interface AnnouncementsContext {
  announcements: readonly Announcement[];
  dismissed: readonly string[];
}

/** Announcements of this page. One that the reader has dismissed stays so, also after a reload. */
export const announcementsMachine = setup({
  types: { context: {} as AnnouncementsContext, events: {} as AnnouncementsEvent },
  actors: {
    /** Provided by the page: `announcements(client)`. */
    network: fromCallback<AnnouncementsEvent>(() => {
      throw new Error("announcementsMachine needs the actor `network`");
    }),
  },
}).createMachine({
  id: "announcements",
  context: () => ({ announcements: [], dismissed: storedDismissals() }),
  invoke: { src: "network" },
  on: {
    announced: {
      actions: assign({
        announcements: ({ context, event }) => announce(context.announcements, event.announcement),
      }),
    },
    dismiss: {
      actions: assign({ dismissed: ({ context, event }) => storeDismissals([...context.dismissed, event.id]) }),
    },
  },
});

/** A new version takes the place of the one that was announced before; what is taken back goes. */
function announce(known: readonly Announcement[], told: Announcement): readonly Announcement[] {
  const others = known.filter(({ id, kind }) => id !== told.id && !(kind === "version" && told.kind === "version"));
  return told.withdrawn ? others : [...others, told];
}

/** What is to be shown at that time: not what was dismissed, and no maintenance that is over. */
export function shownAt({ announcements, dismissed }: AnnouncementsContext, now: number): readonly Announcement[] {
  return announcements.filter((announcement) => {
    if (dismissed.includes(announcement.id)) return false;
    if (announcement.kind === "version") return true;
    return Date.parse(announcement.startsAt) + announcement.durationMinutes * 60_000 > now;
  });
}

/** Subscribes to topic `system`, for announcements alone; the client does so again after each cut. */
export const announcements = (client: ParlanceClient) =>
  fromCallback<AnnouncementsEvent>(({ sendBack }) => {
    const tell = (announcement: Announcement) => sendBack({ type: "announced", announcement });
    const offs = [
      client.on("system:maintenance", (told) => tell({ kind: "maintenance", ...told })),
      client.on("system:versionUpdate", (told) => tell({ kind: "version", ...told })),
    ];
    const subscribe = () =>
      client
        .request("subscription:subscribe", {
          topic: "system",
          filters: { eventTypes: ["system:maintenance", "system:versionUpdate"] },
        })
        .then(
          () => off(),
          () => {}, // The next connection tries again.
        );
    const off = client.on("connection", () => void subscribe());
    return () => {
      for (const each of [...offs, off]) each();
    };
  });

const KEY = "parlance.dismissed";
const MOST_REMEMBERED = 50;

function storedDismissals(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((id) => typeof id === "string") : [];
  } catch {
    return []; // Without storage an announcement is shown again by each page.
  }
}

function storeDismissals(ids: readonly string[]): readonly string[] {
  const newest = ids.slice(-MOST_REMEMBERED);
  try {
    localStorage.setItem(KEY, JSON.stringify(newest));
  } catch {
    // Without storage they are remembered as long as the page lives.
  }
  return newest;
}
