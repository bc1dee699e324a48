/** Something that can stand in front of the session on the screen. */
export interface Front {
  isShown: () => boolean;
  /** Gives the screen back. */
  close: () => void;
  subscribe: (changed: () => void) => void;
}

/** Of all fronts at most one is shown: the one that came last. `told` hears whether there is one. */
export function keepOneInFront(fronts: readonly Front[], told: (covered: boolean) => void): void {
  let shown: Front | undefined;
  const update = () => {
    const newcomer = fronts.find((front) => front !== shown && front.isShown());
    if (newcomer) {
      const previous = shown;
      shown = newcomer;
      if (previous?.isShown()) previous.close();
    } else if (!shown?.isShown()) {
      shown = undefined;
    }
    told(shown !== undefined);
  };
  for (const front of fronts) front.subscribe(update);
  update();
}
