/** What the pointer does on the image of the page. */
import { signal } from '@preact/signals';

export type ToolName = 'look' | 'draw' | 'points' | 'cut';

export const tool = signal<ToolName>('look');

/** Takes a tool, or lays it down where it is in hand already. */
export function takeTool(name: ToolName): void {
  tool.value = tool.value === name ? 'look' : name;
}
