import { ActionIcon, Button, CloseButton, Group } from "@mantine/core";
import { IconMicrophone, IconMicrophoneOff, IconPhone, IconPhoneOff } from "@tabler/icons-react";
import type { CallContext } from "../../call/machine.ts";
import { useCall, useSendToCall } from "../../call/react.tsx";
import { nameOf } from "../../rooms/context.ts";
import { useRooms } from "../../rooms/react.tsx";
import { Face } from "../rooms/Face.tsx";
import { Playback } from "./Playback.tsx";

/** The call of this page, from the first ring to the farewell. */
export function CallCard() {
  const state = useCall(({ value }) => value);
  const context = useCall((snapshot) => snapshot.context);
  const name = useRooms((rooms) => nameOf(rooms, context.call?.peerId ?? ""));
  const send = useSendToCall();
  if (state === "idle") {
    if (context.farewell === null) return null;
    return (
      <div className="call-card" role="status" data-testid="call" data-state="over">
        <span className="call-card__words">{context.farewell}</span>
        <CloseButton aria-label="Dismiss" onClick={() => send({ type: "call.dismiss" })} />
      </div>
    );
  }
  return (
    <section className="call-card" aria-label="Call" data-testid="call" data-state={stateOf(state, context)}>
      <Pictures context={context} />
      <div className="call-card__who">
        <Face name={name} />
        <div>
          <h2>{name}</h2>
          <p role="status">{wordsOf(state, context)}</p>
        </div>
      </div>
      {state === "ringing" ? <Ringing /> : <Talking muted={context.muted} />}
    </section>
  );
}

function stateOf(state: "ringing" | "busy", { isConnected, isAnswered }: CallContext): string {
  if (state === "ringing") return "ringing";
  return isConnected ? "connected" : isAnswered ? "connecting" : "calling";
}

function wordsOf(state: "ringing" | "busy", context: CallContext): string {
  const kind = context.call?.callType === "audio" ? "call" : "video call";
  const words = { ringing: `Incoming ${kind}`, connected: "Connected", connecting: "Connecting…", calling: "Calling…" };
  return words[stateOf(state, context) as keyof typeof words];
}

function Pictures({ context: { call, local, remote } }: { context: CallContext }) {
  if (call?.callType === "audio") return <Playback stream={remote} kind="audio" />;
  return (
    <div className="pictures">
      <Playback stream={remote} kind="video" />
      <Playback stream={local} kind="preview" />
    </div>
  );
}

function Ringing() {
  const send = useSendToCall();
  return (
    <Group grow gap="xs">
      <Button color="red.9" leftSection={<IconPhoneOff size={17} />} onClick={() => send({ type: "call.hangUp" })}>
        Decline
      </Button>
      <Button leftSection={<IconPhone size={17} />} onClick={() => send({ type: "call.accept" })}>
        Answer
      </Button>
    </Group>
  );
}

function Talking({ muted }: { muted: boolean }) {
  const send = useSendToCall();
  const label = muted ? "Unmute" : "Mute";
  return (
    <Group gap="xs" justify="flex-end">
      <ActionIcon
        size="lg"
        variant={muted ? "filled" : "default"}
        aria-label={label}
        aria-pressed={muted}
        onClick={() => send({ type: "call.mute", muted: !muted })}
      >
        {muted ? <IconMicrophoneOff size={18} /> : <IconMicrophone size={18} />}
      </ActionIcon>
      <Button color="red.9" leftSection={<IconPhoneOff size={17} />} onClick={() => send({ type: "call.hangUp" })}>
        Hang up
      </Button>
    </Group>
  );
}
