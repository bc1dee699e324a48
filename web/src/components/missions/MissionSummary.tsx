import type { Mission } from "@parlance/shared-types";
import { IconArrowLeft } from "@tabler/icons-react";
import { type MouseEvent, type ReactNode, useEffect, useState } from "react";
import { missionPathOf } from "../../lib/route.ts";
import { fullTime } from "../../lib/time.ts";
import { useSendToMissions } from "../../missions/react.tsx";
import { duration, placeInLine } from "../../missions/view.ts";
import { nameOf, roomOf } from "../../rooms/context.ts";
import { useRooms } from "../../rooms/react.tsx";
import { MissionActions } from "./MissionActions.tsx";
import { ProgressBar } from "./ProgressBar.tsx";
import { StatusTag } from "./StatusTag.tsx";

/** How far a mission is, and what may be done about it. */
export function MissionSummary({ mission }: { mission: Mission }) {
  const { name, status, percentage, completedSpecs, totalSpecs, error } = mission;
  return (
    <div className="mission__summary">
      <BackToAll />
      <div className="mission__head">
        <div className="mission__far">
          <span className="mission__percentage">{Math.round(percentage)} %</span>
          <span>
            {completedSpecs} of {totalSpecs} specs done
          </span>
          <span role="status">
            <StatusTag mission={mission} />
          </span>
        </div>
        <MissionActions mission={mission} />
      </div>
      <ProgressBar label={`Progress of ${name}`} percentage={percentage} status={status} />
      <Facts mission={mission} />
      {error !== undefined && (
        <p className="failure" role="alert">
          <span className="failure__text">{error}</span>
        </p>
      )}
    </div>
  );
}

function BackToAll() {
  const send = useSendToMissions();
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    send({ type: "missions.open" });
  };
  return (
    <a className="mission__back" href={missionPathOf(null) + location.search} onClick={open}>
      <IconArrowLeft size={16} aria-hidden /> All missions
    </a>
  );
}

function Facts({ mission }: { mission: Mission }) {
  const { model, createdBy, roomId, createdAt, startedAt, currentSpec, waiting, status } = mission;
  const creator = useRooms((context) => nameOf(context, createdBy));
  const room = useRooms((context) => (roomId === undefined ? undefined : roomOf(context, roomId)?.room.name));
  const isAtWork = status === "running" && waiting === undefined;
  const goesOn = isAtWork || waiting !== undefined || status === "paused" || status === "pending";
  return (
    <dl className="facts">
      {waiting !== undefined && <Fact name="Waits" value={placeInLine(waiting)} />}
      {currentSpec !== undefined && goesOn && <Fact name={isAtWork ? "Now" : "Next"} value={currentSpec} />}
      <Fact name="Model" value={model} />
      <Fact name="Made by" value={creator} />
      {room !== undefined && <Fact name="Seen by" value={room} />}
      <Fact name={startedAt ? "Started" : "Made"} value={fullTime(startedAt ?? createdAt)} />
      {startedAt !== undefined && <Fact name={goesOn ? "Takes" : "Took"} value={<Took mission={mission} />} />}
    </dl>
  );
}

function Fact({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Took({ mission: { startedAt, finishedAt } }: { mission: Mission }) {
  const now = useNow(finishedAt === undefined);
  return startedAt === undefined ? null : duration(startedAt, finishedAt ?? now);
}

function useNow(isRunning: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isRunning]);
  return now;
}
