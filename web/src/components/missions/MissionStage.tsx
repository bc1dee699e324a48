import { Button, Skeleton } from "@mantine/core";
import type { Mission } from "@parlance/shared-types";
import { activeMission } from "../../missions/context.ts";
import { useMissions, useSendToMissions } from "../../missions/react.tsx";
import { HINTS } from "../../theme.ts";
import { Notes } from "../Notes.tsx";
import { Topbar, type TopbarProps } from "../Topbar.tsx";
import { MissionLog } from "./MissionLog.tsx";
import { MissionSummary } from "./MissionSummary.tsx";
import { NewMission } from "./NewMission.tsx";
import { Specs } from "./Specs.tsx";
import { ToolUses } from "./ToolUses.tsx";
import { UsagePlot } from "./UsagePlot.tsx";

/** Everything about the mission on the screen. */
export function MissionStage(props: TopbarProps) {
  const mission = useMissions(activeMission);
  return (
    <div className="stage">
      <Topbar {...props} title={mission?.name ?? "Mission"} />
      <main className="stage__main" id="conversation" tabIndex={-1}>
        {mission ? <MissionPage key={mission.id} mission={mission} /> : <MissionBlank />}
        <div id={HINTS} />
      </main>
      <div className="dock">
        <Notes />
      </div>
      <NewMission />
    </div>
  );
}

function MissionPage({ mission }: { mission: Mission }) {
  const story = useMissions((context) => context.story);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="viewport" tabIndex={0} aria-label="Mission">
      <div className="mission" data-testid="mission" data-status={mission.status} data-ready={story.ready || undefined}>
        <MissionSummary mission={mission} />
        <StoryNotes isCut={story.cut} />
        <div className="mission__columns">
          <Specs mission={mission} story={story} />
          <div className="mission__side">
            <UsagePlot sessions={story.sessions} />
            <ToolUses sessions={story.sessions} />
          </div>
        </div>
        <MissionLog story={story} />
      </div>
    </section>
  );
}

/** Why there is less to see than has happened. */
function StoryNotes({ isCut }: { isCut: boolean }) {
  const failure = useMissions((context) => context.storyFailure);
  const send = useSendToMissions();
  if (failure) {
    return (
      <div className="failure" role="alert">
        <span className="failure__text">What happened in it could not be loaded. {failure.text}</span>
        <Button size="compact-sm" variant="default" onClick={() => send({ type: "mission.reload" })}>
          Try again
        </Button>
      </div>
    );
  }
  if (!isCut) return null;
  return <p className="mission__note">The server does not keep all of what happened in this mission any more.</p>;
}

/** What stands where no mission does: it loads, it failed, or it is not there. */
function MissionBlank() {
  const failure = useMissions((context) => context.storyFailure);
  const send = useSendToMissions();
  if (!failure) {
    return (
      <div className="mission" role="status" aria-label="Loading the mission">
        <Skeleton height={150} radius="lg" mb="md" />
        <Skeleton height={240} radius="lg" />
      </div>
    );
  }
  const isGone = failure.code === "NOT_FOUND";
  return (
    <section className="blank">
      <h2>{isGone ? "This mission is not here" : "The mission could not be opened"}</h2>
      <p>{isGone ? "The link leads to nothing, or to a mission that you may not see." : failure.text}</p>
      <div className="blank__actions">
        {!isGone && <Button onClick={() => send({ type: "mission.reload" })}>Try again</Button>}
        <Button variant="default" onClick={() => send({ type: "missions.open" })}>
          All missions
        </Button>
      </div>
    </section>
  );
}
