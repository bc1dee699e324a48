import { ActionIcon, Button, CloseButton, Group } from "@mantine/core";
import type { Participant } from "@parlance/shared-types";
import { IconMicrophone, IconMicrophoneOff, IconPhoneOff } from "@tabler/icons-react";
import { roomOf } from "../../rooms/context.ts";
import { useRooms } from "../../rooms/react.tsx";
import { useSendToVoiceRoom, useVoiceRoom } from "../../voiceroom/react.tsx";
import { Face } from "../rooms/Face.tsx";

/** The voice room that this page takes part in. */
export function VoiceCard() {
  const { roomId, participants, muted, problem } = useVoiceRoom(({ context }) => context);
  const name = useRooms((rooms) => roomOf(rooms, roomId)?.room.name);
  const send = useSendToVoiceRoom();
  if (problem !== null) {
    return (
      <div className="call-card" role="alert">
        <span className="call-card__words">{problem}</span>
        <CloseButton aria-label="Dismiss" onClick={() => send({ type: "voice.dismiss" })} />
      </div>
    );
  }
  if (roomId === null) return null;
  const label = muted ? "Unmute" : "Mute";
  return (
    <section className="call-card" aria-label="Voice" data-testid="voice">
      <h2 className="call-card__title">{name ?? "Voice room"}</h2>
      <ul className="voices" aria-label="Taking part">
        {participants.map((participant) => (
          <Voice key={participant.user.id} participant={participant} />
        ))}
      </ul>
      <Group gap="xs" justify="flex-end">
        <ActionIcon
          size="lg"
          variant={muted ? "filled" : "default"}
          aria-label={label}
          aria-pressed={muted}
          onClick={() => send({ type: "voice.mute", muted: !muted })}
        >
          {muted ? <IconMicrophoneOff size={18} /> : <IconMicrophone size={18} />}
        </ActionIcon>
        <Button color="red.9" leftSection={<IconPhoneOff size={17} />} onClick={() => send({ type: "voice.leave" })}>
          Leave voice
        </Button>
      </Group>
    </section>
  );
}

function Voice({ participant: { user, muted, speaking } }: { participant: Participant }) {
  return (
    <li data-speaking={speaking || undefined}>
      <Face name={user.name} />
      <span>{user.name}</span>
      {muted && (
        <>
          <IconMicrophoneOff size={15} aria-hidden />
          <span className="visually-hidden">muted</span>
        </>
      )}
      {speaking && <span className="visually-hidden">speaks</span>}
    </li>
  );
}
