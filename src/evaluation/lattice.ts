/** The alignment lattice of a line as a picture: which frames each label came from, and how surely. */
import { type FrameScores, posterior } from '@ductus/ctc';

export interface LatticeOptions extends FrameScores {
  /** The line's labels without blanks. */
  readonly labels: readonly number[];
  /** What stands beside each label's row, [L]. */
  readonly texts: readonly string[];
}

const cell = { width: 9, height: 11 };
const left = 26;
const top = 18;

/**
 * An SVG: a row for each state of the blank-extended label, a column for each frame, each cell as dark as its
 * occupancy. Labels are blue, blanks grey.
 */
export function renderLattice({ labels, texts, ...line }: LatticeOptions): string {
  const { occupancies, states } = posterior({ ...line, labels });
  const rows = states.length;
  const frames = occupancies.length / rows;
  const [width, height] = [left + frames * cell.width + 4, top + rows * cell.height + 4];
  const parts: string[] = [];
  for (let s = 0; s < rows; s++) {
    const y = top + s * cell.height;
    const isLabel = s % 2 === 1;
    const text = isLabel ? texts[(s - 1) / 2] : '–';
    parts.push(
      `<text x="${left - 6}" y="${y + 9}" text-anchor="end" fill="${isLabel ? '#1a4f9c' : '#999'}">${shownAs(text)}</text>`,
    );
    for (let t = 0; t < frames; t++) {
      const occupancy = occupancies[t * rows + s] ?? 0;
      if (occupancy < 0.004) continue;
      const [x, shade] = [left + t * cell.width, occupancy.toFixed(3)];
      parts.push(
        `<rect x="${x}" y="${y}" width="${cell.width - 1}" height="${cell.height - 1}" fill="${isLabel ? '#1a4f9c' : '#666'}" fill-opacity="${shade}"><title>frame ${t}: ${shade}</title></rect>`,
      );
    }
  }
  for (let t = 0; t < frames; t += 10) {
    parts.push(`<text x="${left + t * cell.width}" y="11" fill="#666">${t}</text>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="10">
<title>alignment of ${shownAs(texts.join(''))}</title>
<rect width="100%" height="100%" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

function shownAs(text: string | undefined): string {
  const shown = text === ' ' ? '␣' : (text ?? '');
  return shown.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
