/** Français. Ce qui dépend de valeurs est une fonction de ces valeurs. */
import type { Words } from './index.js';

/** Section `viewer`. */
export const viewer: Words['viewer'] = {
  label: 'Page avec ses lignes',
  keys: {
    look: 'Les flèches déplacent l’image, plus et moins changent le zoom, 0 montre la page entière.',
    draw: 'Les flèches déplacent la croix, la barre d’espace pose un point, Retour arrière le reprend, Entrée termine, Échap abandonne.',
    points:
      'Tabulation passe d’un point à l’autre. Les flèches déplacent le point choisi, ou la ligne entière ; Suppr. enlève un point, plus en ajoute un, Échap termine.',
    cut: 'Gauche et droite déplacent la coupe, haut et bas changent de ligne, Entrée coupe, Échap abandonne.',
  },
  line: (at, text) => (text ? `Ligne ${at} : ${text}` : `Ligne ${at}`),
  loading: 'Chargement de l’image',
  failed: (problem) => `L’image ne peut pas être affichée : ${problem}`,
  giveUp: 'Abandonner',
  left: 'Vers la gauche',
  right: 'Vers la droite',
  up: 'Vers le haut',
  down: 'Vers le bas',
  drawing: 'Tracé d’une ligne',
  pointsSet: (count) => (count < 2 ? `${count} point` : `${count} points`),
  takeBack: 'Reprendre un point',
  changingPoints: 'Points de la ligne',
  chooseLine: 'Choisissez une ligne',
  wholeLine: 'Ligne entière',
  point: {
    baseline: (at) => `Point ${at} de la ligne de base`,
    polygon: (at) => `Point ${at} du contour`,
  },
  addPoint: 'Ajouter un point',
  removePoint: 'L’enlever',
  cutting: 'Coupe d’une ligne',
  chooseCut: 'Où couper ?',
  cutIn: (at) => `Dans la ligne ${at}`,
  cutHere: 'Couper ici',
};
