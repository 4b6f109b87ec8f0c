/** What takes much memory is there only where it is seen. */
import { useEffect, useState } from 'preact/hooks';

/**
 * Whether an element is seen, or soon will be.
 * @param ahead how far beyond what is seen it still counts, as CSS says lengths
 */
export function useNearness(element: { readonly current: HTMLElement | null }, ahead: string): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting } of entries) setNear(isIntersecting);
      },
      { rootMargin: ahead },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return near;
}
