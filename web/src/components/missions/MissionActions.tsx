import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Mission } from "@parlance/shared-types";
import { IconPlayerPause, IconPlayerPlay, IconX } from "@tabler/icons-react";
import { allowed } from "../../missions/context.ts";
import type { Steer } from "../../missions/events.ts";
import { useMissions, useSendToMissions } from "../../missions/react.tsx";
import { Dialog } from "../Dialog.tsx";

const BUTTONS = {
  start: { words: "Start", Icon: IconPlayerPlay, variant: "filled" },
  pause: { words: "Pause", Icon: IconPlayerPause, variant: "default" },
  resume: { words: "Go on", Icon: IconPlayerPlay, variant: "filled" },
  cancel: { words: "Cancel mission", Icon: IconX, variant: "default" },
} as const;

/** What the state of a mission allows its creator to do. */
export function MissionActions({ mission }: { mission: Mission }) {
  const userId = useMissions((context) => context.userId);
  const busy = useMissions(({ steering }) => steering[mission.id]);
  const send = useSendToMissions();
  const [isAsking, question] = useDisclosure(false);
  const press = (steer: Steer) =>
    steer === "cancel" ? question.open() : send({ type: "mission.steer", missionId: mission.id, steer });
  return (
    <div className="mission__actions">
      {allowed(mission, userId).map((steer) => {
        const { words, Icon, variant } = BUTTONS[steer];
        return (
          <Button
            key={steer}
            variant={variant}
            leftSection={<Icon size={16} aria-hidden />}
            loading={busy === steer}
            disabled={busy !== undefined && busy !== steer}
            onClick={() => press(steer)}
          >
            {words}
          </Button>
        );
      })}
      <Dialog opened={isAsking} onClose={question.close} title="Cancel the mission?">
        <CancelQuestion mission={mission} onDone={question.close} />
      </Dialog>
    </div>
  );
}

function CancelQuestion({ mission, onDone }: { mission: Mission; onDone: () => void }) {
  const send = useSendToMissions();
  const cancel = () => {
    send({ type: "mission.steer", missionId: mission.id, steer: "cancel" });
    onDone();
  };
  return (
    <>
      <p>“{mission.name}” ends for good, and the spec that is at work is stopped. What was done so far stays.</p>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button data-autofocus variant="default" onClick={onDone}>
          Let it be
        </Button>
        <Button color="red.9" onClick={cancel}>
          Cancel mission
        </Button>
      </Group>
    </>
  );
}
