import { Button, Skeleton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { byUrgency } from "../../missions/context.ts";
import { useMissions, useSendToMissions } from "../../missions/react.tsx";
import { HINTS } from "../../theme.ts";
import { Notes } from "../Notes.tsx";
import { Topbar, type TopbarProps } from "../Topbar.tsx";
import { MissionCard } from "./MissionCard.tsx";
import { NewMission } from "./NewMission.tsx";

/** All missions that this user may see. */
export function MissionListStage(props: TopbarProps) {
  return (
    <div className="stage">
      <Topbar {...props} title="Missions" />
      <main className="stage__main" id="conversation" tabIndex={-1}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section className="viewport" tabIndex={0} aria-label="Missions">
          <Missions />
        </section>
        <div id={HINTS} />
      </main>
      <div className="dock">
        <Notes />
      </div>
      <NewMission />
    </div>
  );
}

function Missions() {
  const missions = useMissions((context) => context.missions);
  const listed = useMissions((context) => context.listed);
  const failure = useMissions((context) => context.listFailure);
  if (!listed) return failure ? <NotListed words={failure.text} /> : <Loading />;
  if (missions.length === 0) return <NoMissions />;
  return (
    <div className="missions">
      <div className="missions__head">
        <p>{missions.length === 1 ? "1 mission" : `${missions.length} missions`}</p>
        <NewMissionButton />
      </div>
      <ul className="missions__list" aria-label="Missions">
        {byUrgency(missions).map((mission) => (
          <MissionCard key={mission.id} mission={mission} />
        ))}
      </ul>
    </div>
  );
}

function NoMissions() {
  return (
    <section className="blank">
      <h2>No missions yet</h2>
      <p>
        A mission is long work for an agent: a list of specs that are carried out one after the other, also while you
        are away.
      </p>
      <div className="blank__actions">
        <NewMissionButton />
      </div>
    </section>
  );
}

function NotListed({ words }: { words: string }) {
  const send = useSendToMissions();
  return (
    <section className="blank">
      <h2>The missions could not be listed</h2>
      <p>{words}</p>
      <div className="blank__actions">
        <Button onClick={() => send({ type: "missions.reload" })}>Try again</Button>
      </div>
    </section>
  );
}

function NewMissionButton() {
  const send = useSendToMissions();
  return (
    <Button leftSection={<IconPlus size={18} />} onClick={() => send({ type: "draft.open" })}>
      New mission
    </Button>
  );
}

function Loading() {
  return (
    <div className="missions" role="status" aria-label="Loading the missions">
      {["a", "b", "c"].map((key) => (
        <Skeleton key={key} height={92} radius="lg" mb="sm" />
      ))}
    </div>
  );
}
