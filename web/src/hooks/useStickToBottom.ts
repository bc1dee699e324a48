import { useReducedMotion } from "@mantine/hooks";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

const NEAR = 24;

interface StickToBottom {
  viewport: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  atBottom: boolean;
  jump: () => void;
}

/**
 * Follows what grows at the bottom, until the reader scrolls up; coming back to the bottom follows
 * again, as does a change of `key`: the reader has said something.
 */
export function useStickToBottom(key: string | undefined): StickToBottom {
  const viewport = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const sticking = useRef(true);
  /** Where the page itself has scrolled to last: only the reader goes above it. */
  const lastTop = useRef(0);
  const [atBottom, setAtBottom] = useState(true);
  const reduced = useReducedMotion();

  const stick = useCallback((to: boolean) => {
    sticking.current = to;
    setAtBottom(to);
  }, []);

  const follow = useCallback(() => {
    const element = viewport.current;
    if (!element) return;
    if (sticking.current) element.scrollTop = element.scrollHeight;
    lastTop.current = element.scrollTop;
  }, []);

  useLayoutEffect(() => {
    void key;
    stick(true);
  }, [key, stick]);

  // At once, and not only when the observer tells: an answer may shrink for a moment as it is drawn anew.
  useLayoutEffect(follow);

  useEffect(() => {
    const element = viewport.current;
    const inner = content.current;
    if (!element || !inner) return;
    const onScroll = () => {
      const distance = element.scrollHeight - element.clientHeight - element.scrollTop;
      const isUpwards = element.scrollTop < lastTop.current - 1;
      if (isUpwards && distance > 4) stick(false);
      else if (!isUpwards && distance < NEAR) stick(true);
      lastTop.current = element.scrollTop;
    };
    const growth = new ResizeObserver(follow);
    element.addEventListener("scroll", onScroll, { passive: true });
    growth.observe(inner);
    growth.observe(element);
    return () => {
      element.removeEventListener("scroll", onScroll);
      growth.disconnect();
    };
  }, [follow, stick]);

  const jump = useCallback(() => {
    const element = viewport.current;
    element?.scrollTo({ top: element.scrollHeight, behavior: reduced ? "instant" : "smooth" });
    stick(true);
  }, [reduced, stick]);

  return { viewport, content, atBottom, jump };
}
