/** Waits until `condition` gives something truthy, and gives it back; fails with `what` after `withinMs`. */
export async function until<Value>(
  what: string,
  condition: () => Value,
  withinMs = 5_000,
): Promise<NonNullable<Value>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`still waiting for ${what} after ${withinMs} ms`);
    await Bun.sleep(5);
  }
}
