import { CallCard } from "./CallCard.tsx";
import { VoiceCard } from "./VoiceCard.tsx";

/** What rings and talks, in front of everything else. */
export function Calls() {
  return (
    <div className="calls">
      <CallCard />
      <VoiceCard />
    </div>
  );
}
