import { emit } from './events.ts';

const steps: readonly number[] = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300];

/** The next size in percent; at the end of the steps the same again. */
export function nextZoom(percent: number, direction: 'in' | 'out'): number {
  const next = direction === 'in' ? steps.find((step) => step > percent) : steps.findLast((step) => step < percent);
  return next ?? percent;
}

/** Ctrl and the wheel, as everywhere; the page itself must not scroll then. */
export function zoomByWheel(from: HTMLElement, factor: number, event: WheelEvent): void {
  if (!event.ctrlKey || event.deltaY === 0) return;
  event.preventDefault();
  emit(from, 'mail-zoom', { percent: nextZoom(Math.round(factor * 100), event.deltaY < 0 ? 'in' : 'out') });
}
