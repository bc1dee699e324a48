import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

interface Older {
  viewport: RefObject<HTMLDivElement | null>;
  /** Key of the first item: it changes when a page was put before it. */
  firstKey: string | undefined;
  hasMore: boolean;
  load: () => void;
}

/**
 * Asks for earlier messages when the reader comes near the beginning, and keeps what they read in its
 * place when those arrive. The returned ref marks the beginning.
 */
export function useOlderOnScroll({ viewport, firstKey, hasMore, load }: Older): RefObject<HTMLDivElement | null> {
  const beginning = useRef<HTMLDivElement>(null);
  const first = useRef<{ message: HTMLElement; top: number } | null>(null);

  useLayoutEffect(() => {
    const element = viewport.current;
    const message = element?.querySelector("article");
    if (!element || !message) return;
    const known = first.current;
    if (known && known.message !== message && known.message.isConnected) {
      element.scrollTop += known.message.offsetTop - known.top;
    }
    first.current = { message, top: message.offsetTop };
  });

  useEffect(() => {
    const mark = beginning.current;
    if (!mark || !hasMore || firstKey === undefined) return;
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) load();
      },
      { root: viewport.current, rootMargin: "200px 0px 0px" },
    );
    watch.observe(mark);
    return () => watch.disconnect();
  }, [viewport, firstKey, hasMore, load]);

  return beginning;
}
