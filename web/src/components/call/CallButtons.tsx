import { ActionIcon, Tooltip } from "@mantine/core";
import { IconPhone, IconVideo } from "@tabler/icons-react";
import { useCall, useSendToCall } from "../../call/react.tsx";

/** Calls somebody, with sound alone or with a picture. */
export function CallButtons({ userId, name }: { userId: string; name: string }) {
  const isFree = useCall((snapshot) => snapshot.matches("idle"));
  const send = useSendToCall();
  return (
    <>
      <Tooltip label={`Call ${name}`}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={`Call ${name}`}
          disabled={!isFree}
          onClick={() => send({ type: "call.start", peerId: userId, callType: "audio" })}
        >
          <IconPhone size={19} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={`Video call with ${name}`}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={`Video call with ${name}`}
          disabled={!isFree}
          onClick={() => send({ type: "call.start", peerId: userId, callType: "video" })}
        >
          <IconVideo size={20} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
