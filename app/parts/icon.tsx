/** Small pictures for buttons: strokes on a square of 24, in the colour of the text. */

const paths = {
  add: 'M12 5v14M5 12h14',
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  up: 'M5 15l7-7 7 7',
  down: 'M5 9l7 7 7-7',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  undo: 'M8 6L4 10l4 4M4 10h10a5 5 0 010 10h-3',
  redo: 'M16 6l4 4-4 4M20 10H10a5 5 0 000 10h3',
  zoomIn: 'M10.5 4a6.5 6.5 0 110 13 6.5 6.5 0 010-13zM15.5 15.5L20 20M10.5 7.5v6M7.5 10.5h6',
  zoomOut: 'M10.5 4a6.5 6.5 0 110 13 6.5 6.5 0 010-13zM15.5 15.5L20 20M7.5 10.5h6',
  whole: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  cut: 'M7 4.5a2.5 2.5 0 110 5 2.5 2.5 0 010-5zM7 14.5a2.5 2.5 0 110 5 2.5 2.5 0 010-5zM9 8.5L20 17M9 15.5L20 7',
  join: 'M4 12h6M14 12h6M8 8l4 4-4 4M16 8l-4 4 4 4',
  reverse: 'M4 9h14l-4-4M20 15H6l4 4',
  delete: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5',
  draw: 'M4 20l1-4L16.5 4.5a2.1 2.1 0 013 3L8 19l-4 1zM14 7l3 3',
  points: 'M5 17l7-9 7 6M5 15a2 2 0 110 4 2 2 0 010-4zM12 6a2 2 0 110 4 2 2 0 010-4zM19 12a2 2 0 110 4 2 2 0 010-4z',
  again: 'M19 12a7 7 0 11-2-4.9L19 9M19 4v5h-5',
  find: 'M10.5 4a6.5 6.5 0 110 13 6.5 6.5 0 010-13zM15.5 15.5L20 20',
  export: 'M12 15V4M8 8l4-4 4 4M5 14v6h14v-6',
  import: 'M12 4v11M8 11l4 4 4-4M5 14v6h14v-6',
  learn: 'M4 19l5-6 4 3 7-10M15 6h5v5',
  keys: 'M4 6h16v12H4zM7 10h.01M11 10h.01M15 10h.01M8 14h8',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3',
  more: 'M12 5.500h.01M12 12h.01M12 18.500h.01',
  left: 'M19 12H5M11 6l-6 6 6 6',
  right: 'M5 12h14M13 6l6 6-6 6',
  arrowUp: 'M12 19V5M6 11l6-6 6 6',
  arrowDown: 'M12 5v14M6 13l6 6 6-6',
  enter: 'M19 6v6H6M10 8l-4 4 4 4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  folder: 'M3 6h7l2 2h9v11H3z',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  model: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM12 12l8-4.5M12 12v9M12 12L4 7.5',
  write: 'M3 17c3-6 5-9 7-9 3 0-2 8 1 8 2 0 3-5 5-5 1.500 0 0 4 2 4 1 0 2-1 3-2M3 21h18',
  hands: 'M8 18L12 6l4 12M9.500 14h5M4 20h16',
  practice: 'M4 6h16v9H4zM4 19h10M7 10h7',
  sun: 'M12 8a4 4 0 110 8 4 4 0 010-8zM12 3v2M12 19v2M3 12h2M19 12h2M5.600 5.600l1.400 1.400M17 17l1.400 1.400M18.400 5.600L17 7M7 17l-1.400 1.400',
  moon: 'M19 14.500A8 8 0 119.500 5a6.500 6.500 0 009.500 9.500z',
  characters: 'M5 19l4-11h2l4 11M6.500 15h7M17 9c1-1.500 3-1.500 3.500 0M16 6l2-3',
  stop: 'M7 7h10v10H7z',
  doubtBefore: 'M4.500 9a3 3 0 115 2c-1 .9-2 1.400-2 3M7.500 18h.01M18 18V6M15 9l3-3 3 3',
  doubtAfter: 'M4.500 9a3 3 0 115 2c-1 .9-2 1.400-2 3M7.500 18h.01M18 6v12M15 15l3 3 3-3',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
