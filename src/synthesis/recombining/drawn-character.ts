/** Single characters in a handwriting font, for hands that never wrote them. */

import { Random } from '../../random/index.js';
import { type Canvases, openCanvases } from '../draw.js';
import type { HandwritingFont } from '../fonts.js';
import { drawHand } from '../writing.js';
import type { PieceInk } from './piece-ink.js';

/** Draws a character upright and black, with the baseline and height of small letters that it says. */
type DrawCharacter = (character: string, hand: string) => { readonly ink: PieceInk; readonly xHeight: number };

export interface CharacterDrawer {
  readonly draw: DrawCharacter;
  /** Whether some font has it. */
  covers(character: string): boolean;
}

const size = 96;

/** The same hand gets the same font for a character each time. */
export async function createCharacterDrawer(fonts: readonly HandwritingFont[]): Promise<CharacterDrawer> {
  const canvases = await openCanvases();
  const kept = new Map<string, ReturnType<DrawCharacter>>();
  const draw: DrawCharacter = (character, hand) => {
    const key = `${hand}\n${character}`;
    const drawn = kept.get(key) ?? drawnBy(canvases, fonts, character, hand);
    kept.set(key, drawn);
    return drawn;
  };
  return { draw, covers: (character) => fonts.some((font) => font.covers(character)) };
}

function drawnBy(canvases: Canvases, fonts: readonly HandwritingFont[], character: string, hand: string) {
  const able = fonts.filter((font) => font.covers(character));
  const face = canvases.face(new Random('character', hand).pick(able), size);
  const { xHeight } = paintedBox(canvases, face, 'x');
  const { ink, box } = paintedBox(canvases, face, character);
  return {
    ink: { ...ink.ink, from: box.left - size * 0.02, to: box.right + size * 0.02, baseline: ink.baseline },
    xHeight,
  };
}

function paintedBox(canvases: Canvases, face: string, character: string) {
  const measure = canvases.measuring(face).measureText(character);
  const hand = { ...drawHand(size, new Random('plain')), slant: 0 };
  const word = {
    text: character,
    ...{ index: 0, pieces: [{ text: character, direction: 'ltr' as const, x: 0 }] },
    ...{ x: 0, y: 0, scaleX: 1, scaleY: 1, slant: hand.slant, ink: 1 },
    left: -measure.actualBoundingBoxLeft,
    right: measure.actualBoundingBoxRight,
    top: -measure.actualBoundingBoxAscent,
    bottom: measure.actualBoundingBoxDescent,
    end: measure.width,
  };
  const ink = canvases.paint(face, [word]);
  const { width, height, data } = ink.ink;
  let [left, right, top] = [width, 0, height];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((data[y * width + x] ?? 0) < 64) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
    }
  }
  return { ink, box: { left, right }, xHeight: Math.max(1, ink.baseline - top) };
}
