import type { Mission } from "@parlance/shared-types";
import type { MouseEvent } from "react";
import { missionPathOf } from "../../lib/route.ts";
import { fullTime } from "../../lib/time.ts";
import { useMissions, useSendToMissions } from "../../missions/react.tsx";
import { duration, placeInLine } from "../../missions/view.ts";
import { nameOf } from "../../rooms/context.ts";
import { useRooms } from "../../rooms/react.tsx";
import { ProgressBar } from "./ProgressBar.tsx";
import { StatusTag } from "./StatusTag.tsx";

/** A mission in the list: where it stands, and the way to it. */
export function MissionCard({ mission }: { mission: Mission }) {
  const send = useSendToMissions();
  const { id, name, status, percentage, completedSpecs, totalSpecs } = mission;

  const choose = (event: MouseEvent) => {
    // Ctrl, ⌘ and the middle button open a tab of their own, as links do.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    send({ type: "mission.open", missionId: id });
  };

  return (
    <li className="mission-card">
      <div className="mission-card__head">
        <h2>
          <a href={missionPathOf(id) + location.search} onClick={choose}>
            {name}
          </a>
        </h2>
        <StatusTag mission={mission} />
      </div>
      <ProgressBar label={`Progress of ${name}`} percentage={percentage} status={status} />
      <p className="mission-card__about">
        <span>
          {completedSpecs} of {totalSpecs} specs
        </span>
        <Moment mission={mission} />
        <span>{mission.model}</span>
        <Creator mission={mission} />
      </p>
    </li>
  );
}

/** What is interesting about it now. */
function Moment({ mission }: { mission: Mission }) {
  const { status, waiting, currentSpec, error, startedAt, finishedAt, createdAt } = mission;
  if (waiting !== undefined) return <span>{placeInLine(waiting)}</span>;
  if (status === "running" && currentSpec !== undefined) return <span>Now: {currentSpec}</span>;
  if (status === "paused" && currentSpec !== undefined) return <span>Next: {currentSpec}</span>;
  if (status === "failed" && error !== undefined) return <span className="mission-card__error">{error}</span>;
  if (startedAt !== undefined && finishedAt !== undefined) return <span>Took {duration(startedAt, finishedAt)}</span>;
  return <time dateTime={createdAt}>{fullTime(createdAt)}</time>;
}

function Creator({ mission: { createdBy } }: { mission: Mission }) {
  const isMine = useMissions(({ userId }) => userId === createdBy);
  const name = useRooms((context) => nameOf(context, createdBy));
  return isMine ? null : <span>by {name}</span>;
}
