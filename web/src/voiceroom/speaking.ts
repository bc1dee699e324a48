/** How often the loudness is looked at, in milliseconds. */
const EVERY_MS = 150;
/** Root mean square of the samples, of 1 at most, from which on somebody speaks. */
const LOUD = 0.02;
/** So many quiet looks end it: people pause between words. */
const QUIET_LOOKS = 5;

/** Tells when somebody begins to speak into `stream`, and when they end. The returned function stops it. */
export function watchSpeaking(stream: MediaStream, tell: (speaking: boolean) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let quietLooks = QUIET_LOOKS;

  const look = () => {
    analyser.getFloatTimeDomainData(samples);
    const isLoud = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length) > LOUD;
    const wasSpeaking = quietLooks < QUIET_LOOKS;
    quietLooks = isLoud ? 0 : Math.min(QUIET_LOOKS, quietLooks + 1);
    const isSpeaking = quietLooks < QUIET_LOOKS;
    if (isSpeaking !== wasSpeaking) tell(isSpeaking);
  };
  const timer = setInterval(look, EVERY_MS);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
