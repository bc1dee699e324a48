import { CloseButton } from "@mantine/core";
import { IconSparkles, IconTool } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { type Announcement, shownAt } from "../announcements/machine.ts";
import { useAnnouncements } from "../announcements/react.tsx";
import { fullTime } from "../lib/time.ts";

/** Often enough for a maintenance that is over to go. */
const LOOK_AGAIN_MS = 30_000;

/** What the administrator of the server tells everybody, above all else, until it is dismissed or over. */
export function Banner() {
  const { context, send } = useAnnouncements();
  const shown = shownAt(context, useNow());
  if (shown.length === 0) return null;
  return (
    <aside className="banners" aria-label="Announcements">
      {shown.map((announcement) => (
        <div key={announcement.id} className="banner" role="status" data-kind={announcement.kind}>
          {announcement.kind === "version" ? (
            <IconSparkles size={18} aria-hidden />
          ) : (
            <IconTool size={18} aria-hidden />
          )}
          <span className="banner__text">{wordsOf(announcement)}</span>
          <CloseButton aria-label="Dismiss" onClick={() => send({ type: "dismiss", id: announcement.id })} />
        </div>
      ))}
    </aside>
  );
}

function wordsOf(announcement: Announcement): string {
  if (announcement.kind === "version") {
    return `Version ${announcement.newVersion} has come out. This server runs ${announcement.currentVersion}.`;
  }
  const { message, startsAt, durationMinutes } = announcement;
  const minutes = durationMinutes === 1 ? "1 minute" : `${durationMinutes} minutes`;
  return `Maintenance from ${fullTime(startsAt)}, for ${minutes}: ${message}`;
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
