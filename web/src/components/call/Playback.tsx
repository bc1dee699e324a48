import { useEffect, useRef } from "react";

interface PlaybackProps {
  stream: MediaStream | null;
  /** `preview`: what this page's own camera sees, without its sound. */
  kind: "audio" | "video" | "preview";
}

/** Plays what comes from the other end of a call, or shows what goes there. */
export function Playback({ stream, kind }: PlaybackProps) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (element.current) element.current.srcObject = stream;
  }, [stream]);
  return (
    <video
      ref={element}
      className="playback"
      data-kind={kind}
      aria-label={kind === "preview" ? "Your picture" : "Their picture"}
      hidden={kind === "audio"}
      muted={kind === "preview"}
      autoPlay
      playsInline
    />
  );
}
