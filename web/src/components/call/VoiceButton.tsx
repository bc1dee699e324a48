import { Button } from "@mantine/core";
import { IconHeadphones } from "@tabler/icons-react";
import { useSendToVoiceRoom, useVoiceRoom } from "../../voiceroom/react.tsx";

/** Takes part in the voice of a room. */
export function VoiceButton({ roomId }: { roomId: string }) {
  const isIn = useVoiceRoom(({ context }) => context.roomId === roomId);
  const send = useSendToVoiceRoom();
  if (isIn) return null;
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconHeadphones size={17} />}
      onClick={() => send({ type: "voice.join", roomId })}
    >
      Join voice
    </Button>
  );
}
