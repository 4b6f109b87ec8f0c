/** Puts a tool into the hand of a stage. */
import { useLayoutEffect } from 'preact/hooks';
import type { Stage, Tool } from './stage.js';

/** @param tool the one of the last drawing counts */
export function useTool(stage: Stage, tool: Tool): void {
  useLayoutEffect(() => {
    stage.tool = tool;
  });
  useLayoutEffect(
    () => () => {
      stage.tool = {};
    },
    [stage],
  );
}

/** Where an arrow key goes, in steps of one; `undefined` of another key. */
export function stepOf(key: string): readonly [dx: number, dy: number] | undefined {
  return steps[key];
}

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
