/**
 * The presenter: a stylised drawing, nobody's likeness, as SVG in the slide's coordinates. The
 * still column goes into each slide; only the crop round head and shoulders is drawn anew a frame.
 */
import type { Face } from './mouth.ts';
import { COLUMN_X, FRAME } from './slide.ts';

/** The part of the frame that moves, in slide pixels; even, for half-resolution colour. */
export const CROP = { x: 924, y: 92, width: 332, height: 436 };

export interface PresenterStyle {
  skin: string;
  shade: string;
  hair: string;
  hairCut: 'bob' | 'short' | 'bun' | 'curls';
  jacket: string;
  shirt: string;
  lips: string;
  iris: string;
  glasses: boolean;
  wall: [string, string];
  /** Voice that suits the drawing when the request names none. */
  voice: string;
}

/** Presenters to choose from by `avatar.presenter`; the first is the default. */
export const PRESENTERS: Record<string, PresenterStyle> = {
  maya: {
    skin: '#c98a63',
    shade: '#a96c49',
    hair: '#33211c',
    hairCut: 'bob',
    jacket: '#17464f',
    shirt: '#f4efe6',
    lips: '#a5483f',
    iris: '#4a2f20',
    glasses: false,
    wall: ['#cfe7e4', '#8fc3c0'],
    voice: 'slt',
  },
  amara: {
    skin: '#7d4f36',
    shade: '#5f3825',
    hair: '#1c1513',
    hairCut: 'bun',
    jacket: '#7a2e46',
    shirt: '#f6e9d8',
    lips: '#7e3434',
    iris: '#2c1b12',
    glasses: true,
    wall: ['#f3dcc3', '#dcae86'],
    voice: 'slt',
  },
  jonas: {
    skin: '#eec3a2',
    shade: '#cf9a76',
    hair: '#7c4a24',
    hairCut: 'short',
    jacket: '#2b3a5c',
    shirt: '#eef3fa',
    lips: '#b9655a',
    iris: '#3d6a86',
    glasses: false,
    wall: ['#d5def0', '#9fb2d6'],
    voice: 'rms',
  },
  ravi: {
    skin: '#a8714d',
    shade: '#885536',
    hair: '#231a17',
    hairCut: 'curls',
    jacket: '#3d5230',
    shirt: '#f5f1e4',
    lips: '#8d4a3d',
    iris: '#33211a',
    glasses: true,
    wall: ['#e0e8cf', '#b3c592'],
    voice: 'rms',
  },
};

export const RESTING: Face = {
  open: 0,
  wide: 0.45,
  pucker: 0,
  blink: 0,
  brow: 0.1,
  gaze: -0.1,
  yaw: 0,
  nod: 0,
  roll: 0,
};

/** The style of that name, or the default when the request names none that exists. */
export function presenterStyle(name: string): PresenterStyle {
  const chosen = Object.hasOwn(PRESENTERS, name) ? PRESENTERS[name] : undefined;
  return chosen ?? (PRESENTERS.maya as PresenterStyle);
}

/** The presenter's column for a slide; drawn complete, so that a still of it looks right too. */
export function columnScene(style: PresenterStyle, face: Face): string {
  return `${wall(style)}<circle cx="1090" cy="318" r="176" fill="#ffffff" fill-opacity="0.28"/>${figure(style, face)}`;
}

function wall(style: PresenterStyle): string {
  const width = FRAME.width - COLUMN_X;
  return `<defs><linearGradient id="wall" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="${FRAME.height}"><stop offset="0" stop-color="${style.wall[0]}"/><stop offset="1" stop-color="${style.wall[1]}"/></linearGradient></defs><rect x="${COLUMN_X}" y="0" width="${width}" height="${FRAME.height}" fill="url(#wall)"/>`;
}

/** One frame of the moving crop, as a whole SVG document of the crop's size. */
export function cropSvg(style: PresenterStyle, face: Face): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${CROP.width}" height="${CROP.height}" viewBox="${CROP.x} ${CROP.y} ${CROP.width} ${CROP.height}">${columnScene(style, face)}</svg>`;
}

function figure(style: PresenterStyle, face: Face): string {
  const n = (value: number) => value.toFixed(2);
  const dx = face.yaw * 3;
  const dy = face.nod * 2.5;
  const head = `translate(${n(1090 + dx)} ${n(300 + dy)}) rotate(${n(face.roll * 1.6)} 0 130)`;
  return [
    `<g transform="translate(${n(1090 + dx)} ${n(300 + dy)})">${hairBack(style)}</g>`,
    body(style),
    `<g transform="${head}">`,
    ears(style, face),
    `<path d="M0,-122 C62,-122 96,-78 95,-14 C94,38 72,84 40,108 C26,118 12,123 0,123 C-12,123 -26,118 -40,108 C-72,84 -94,38 -95,-14 C-96,-78 -62,-122 0,-122 Z" fill="${style.skin}"/>`,
    `<path d="M95,-14 C94,38 72,84 40,108 C26,118 12,123 0,123 C40,104 70,66 80,14 C86,-20 84,-54 78,-78 C90,-62 96,-38 95,-14 Z" fill="${style.shade}" fill-opacity="0.22"/>`,
    `<g transform="translate(${n(face.yaw * 6)} ${n(face.nod * 3)})">`,
    features(style, face),
    '</g>',
    hairFront(style, face),
    '</g>',
  ].join('');
}

function body(style: PresenterStyle): string {
  return [
    `<path d="M1044,452 L1136,452 L1120,560 L1060,560 Z" fill="${style.shirt}"/><path d="M1090,500 L1082,560 L1098,560 Z" fill="#000000" fill-opacity="0.10"/>`,
    `<path d="M1046,392 L1046,446 C1046,470 1134,470 1134,446 L1134,392 Z" fill="${style.skin}"/>`,
    `<path d="M1046,404 C1064,436 1116,436 1134,404 L1134,428 C1112,456 1068,456 1046,428 Z" fill="${style.shade}" fill-opacity="0.55"/>`,
    `<path d="M1040,440 L1090,530 L1140,440 L1156,452 L1150,720 L1030,720 L1024,452 Z" fill="${style.shirt}"/>`,
    `<path d="M1046,436 C1052,466 1076,490 1090,500 C1104,490 1128,466 1134,436 C1120,456 1060,456 1046,436 Z" fill="${style.skin}"/>`,
    `<path d="M1036,438 C1000,454 952,468 930,506 C914,540 908,640 906,720 L1090,720 L1090,640 C1062,580 1044,500 1036,438 Z" fill="${style.jacket}"/>`,
    `<path d="M1144,438 C1180,454 1228,468 1250,506 C1266,540 1272,640 1274,720 L1090,720 L1090,640 C1118,580 1136,500 1144,438 Z" fill="${style.jacket}"/>`,
    `<path d="M1036,438 C1022,470 1020,500 1024,520 L1046,530 L1036,548 C1050,590 1070,622 1090,646 C1062,580 1044,500 1036,438 Z" fill="#ffffff" fill-opacity="0.13"/>`,
    `<path d="M1144,438 C1158,470 1160,500 1156,520 L1134,530 L1144,548 C1130,590 1110,622 1090,646 C1118,580 1136,500 1144,438 Z" fill="#000000" fill-opacity="0.16"/>`,
  ].join('');
}

function ears(style: PresenterStyle, face: Face): string {
  if (style.hairCut === 'bob') return '';
  const shift = -face.yaw * 3;
  return [-1, 1]
    .map(
      (side) =>
        `<g transform="translate(${(shift + side * 94).toFixed(2)} 6) rotate(${side * 8})"><ellipse rx="13" ry="24" fill="${style.skin}"/><ellipse cx="${side * 1}" rx="6" ry="13" fill="${style.shade}" fill-opacity="0.5"/></g>`,
    )
    .join('');
}

function features(style: PresenterStyle, face: Face): string {
  return [
    `<ellipse cx="-54" cy="42" rx="22" ry="15" fill="#e2604f" fill-opacity="0.16"/><ellipse cx="54" cy="42" rx="22" ry="15" fill="#e2604f" fill-opacity="0.16"/>`,
    eye(style, face, -40),
    eye(style, face, 40),
    brow(style, face, -1),
    brow(style, face, 1),
    `<path d="M${(-3 + face.yaw * 2).toFixed(2)},4 C-6,24 -13,34 -13,41 C-11,49 11,49 13,41" fill="none" stroke="${style.shade}" stroke-width="4.5" stroke-linecap="round" stroke-linejoin="round"/>`,
    mouth(style, face),
    style.glasses ? glasses() : '',
  ].join('');
}

function eye(style: PresenterStyle, face: Face, x: number): string {
  const height = 14.5 * (1 - 0.94 * face.blink) * (1 - 0.08 * face.open);
  const gaze = x + face.gaze * 6;
  const lid = `<path d="M${x - 21},2 C${x - 13},${(2 - height * 1.25).toFixed(2)} ${x + 13},${(2 - height * 1.25).toFixed(2)} ${x + 21},2" fill="none" stroke="#2a1a16" stroke-width="4.6" stroke-linecap="round"/>`;
  if (face.blink > 0.7) {
    return `<path d="M${x - 20},4 C${x - 10},10 ${x + 10},10 ${x + 20},4" fill="none" stroke="#2a1a16" stroke-width="4.6" stroke-linecap="round"/>`;
  }
  const ball = Math.min(11.5, height * 0.92);
  return [
    `<path d="M${x - 21},2 C${x - 13},${(2 - height * 1.25).toFixed(2)} ${x + 13},${(2 - height * 1.25).toFixed(2)} ${x + 21},2 C${x + 13},${(2 + height * 0.95).toFixed(2)} ${x - 13},${(2 + height * 0.95).toFixed(2)} ${x - 21},2 Z" fill="#fffdf9"/>`,
    `<ellipse cx="${gaze.toFixed(2)}" cy="1" rx="11" ry="${ball.toFixed(2)}" fill="${style.iris}"/>`,
    `<ellipse cx="${gaze.toFixed(2)}" cy="1" rx="5.4" ry="${Math.min(5.4, ball).toFixed(2)}" fill="#140c0a"/>`,
    `<circle cx="${(gaze + 3.6).toFixed(2)}" cy="-3.2" r="2.7" fill="#ffffff"/>`,
    lid,
  ].join('');
}

function brow(style: PresenterStyle, face: Face, side: number): string {
  const y = -26 - face.brow * 16;
  return `<path d="M${side * 18},${(y + 4).toFixed(2)} C${side * 32},${(y - 6).toFixed(2)} ${side * 50},${(y - 5).toFixed(2)} ${side * 64},${(y + 5).toFixed(2)}" fill="none" stroke="${style.hair}" stroke-width="7.5" stroke-linecap="round"/>`;
}

function mouth(style: PresenterStyle, face: Face): string {
  const width = (27 + 8 * face.wide) * (1 - 0.42 * face.pucker);
  const y = 76;
  const n = (value: number) => value.toFixed(2);
  if (face.open < 0.05) {
    const smile = 7 * (1 - face.pucker);
    return [
      `<path d="M${n(-width)},${n(y - smile)} C${n(-width * 0.5)},${y - 4} -6,${y - 8} 0,${y - 5} C6,${y - 8} ${n(width * 0.5)},${y - 4} ${n(width)},${n(y - smile)} C${n(width * 0.5)},${y + 12} ${n(-width * 0.5)},${y + 12} ${n(-width)},${n(y - smile)} Z" fill="${style.lips}"/>`,
      `<path d="M${n(-width)},${n(y - smile)} C${n(-width * 0.4)},${y + 4} ${n(width * 0.4)},${y + 4} ${n(width)},${n(y - smile)}" fill="none" stroke="#5b2320" stroke-width="2.6" stroke-linecap="round"/>`,
    ].join('');
  }
  const up = 5 + 9 * face.open;
  const down = 9 + 31 * face.open;
  const edge = (depth: number) =>
    `${n(width * 0.55)},${n(y + depth)} ${n(-width * 0.55)},${n(y + depth)} ${n(-width)},${y - 2}`;
  const top = `M${n(-width)},${y - 2} C${n(-width * 0.5)},${n(y - up)} ${n(width * 0.5)},${n(y - up)} ${n(width)},${y - 2}`;
  const teeth = Math.min(down * 0.4, 10);
  return [
    `<path d="${top} C${edge(down)} Z" fill="#521b1e" stroke="${style.lips}" stroke-width="7" stroke-linejoin="round"/>`,
    face.open > 0.35
      ? `<ellipse cx="0" cy="${n(y + down * 0.56)}" rx="${n(width * 0.5)}" ry="${n(down * 0.15)}" fill="#c9605f"/>`
      : '',
    face.pucker < 0.5 ? `<path d="${top} C${edge(teeth)} Z" fill="#fdfaf4"/>` : '',
  ].join('');
}

function glasses(): string {
  return `<g fill="#ffffff" fill-opacity="0.10" stroke="#2b2b33" stroke-width="4.5"><rect x="-72" y="-22" width="62" height="48" rx="20"/><rect x="10" y="-22" width="62" height="48" rx="20"/></g><path d="M-10,-4 C-4,-9 4,-9 10,-4 M-72,-6 L-92,-10 M72,-6 L92,-10" fill="none" stroke="#2b2b33" stroke-width="4.5"/>`;
}

function hairBack(style: PresenterStyle): string {
  if (style.hairCut === 'bob') {
    return `<path d="M0,-150 C92,-150 126,-84 124,0 C124,60 128,100 110,134 C60,150 -60,150 -110,134 C-128,100 -124,60 -124,0 C-126,-84 -92,-150 0,-150 Z" fill="${style.hair}"/>`;
  }
  if (style.hairCut === 'bun') {
    return `<circle cx="0" cy="-150" r="42" fill="${style.hair}"/><ellipse cx="0" cy="-40" rx="106" ry="106" fill="${style.hair}"/>`;
  }
  if (style.hairCut === 'curls') {
    return `<ellipse cx="0" cy="-46" rx="108" ry="100" fill="${style.hair}"/>`;
  }
  return `<ellipse cx="0" cy="-44" rx="101" ry="98" fill="${style.hair}"/>`;
}

function hairFront(style: PresenterStyle, face: Face): string {
  const shapes = {
    bob: `<path d="M-101,34 C-108,-40 -94,-138 2,-140 C96,-138 108,-40 101,34 C92,8 92,-24 80,-52 C40,-44 6,-62 -18,-92 C-30,-62 -66,-48 -82,-40 C-92,-16 -94,10 -101,34 Z"/>`,
    bun: `<path d="M-99,10 C-106,-70 -70,-138 0,-138 C70,-138 106,-70 99,10 C92,-30 78,-66 40,-86 C14,-96 -14,-96 -40,-86 C-78,-66 -92,-30 -99,10 Z"/>`,
    short: `<path d="M-99,6 C-110,-60 -92,-134 -20,-142 C40,-150 106,-120 101,-30 L98,6 C92,-14 90,-34 84,-56 C60,-58 20,-66 -10,-92 C-30,-70 -62,-60 -84,-54 C-92,-34 -94,-14 -99,6 Z"/>`,
    curls: [
      [-92, -20, 22],
      [-94, -56, 26],
      [-74, -92, 32],
      [-38, -116, 36],
      [4, -124, 38],
      [46, -114, 36],
      [78, -88, 32],
      [95, -54, 26],
      [92, -20, 21],
      [-20, -92, 26],
      [24, -94, 26],
      [58, -78, 22],
      [-56, -76, 22],
    ]
      .map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}"/>`)
      .join(''),
  };
  return `<g transform="translate(${(face.yaw * 2).toFixed(2)} 0)" fill="${style.hair}">${shapes[style.hairCut]}</g>`;
}
