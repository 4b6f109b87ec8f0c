/** Français : la page d’un entraînement. */
import type { training as english } from './training.en.js';

export const training: typeof english = {
  title: (run) => (run ? `Entraînement ${run}` : 'Entraînement'),
  states: {
    preparing: 'Préparation des données',
    training: 'Entraînement en cours',
    validating: 'Mesure sur des lignes ou des pages dont il n’apprend rien',
    ended: 'L’entraînement est terminé',
    failed: 'L’entraînement a échoué',
  },
  because: {
    interrupted: 'il a été arrêté',
    steps: 'toutes les étapes sont faites',
    minutes: 'le temps prévu est écoulé',
    epochs: 'toutes les époques sont faites',
    patience: 'il n’y a plus eu de progrès depuis un moment',
  },
  endedBecause: (reason) => `L’entraînement est terminé : ${reason}`,
  stopping: 'Arrêt après cette étape ; ce qui a été appris est en cours d’enregistrement',
  stop: 'Arrêter l’entraînement',
  notStopped: 'L’arrêt n’a pas pu être demandé. Ctrl-C dans le terminal arrête aussi l’entraînement.',
  lost: 'L’entraînement ne répond pas. Il est peut-être terminé, ou l’ordinateur est en veille.',
  connecting: 'Recherche de l’entraînement',
  progress: 'Avancement',
  step: (step, epoch) => `étape ${step}, époque ${epoch}`,
  perSecond: { lines: 'Lignes par seconde', layout: 'Morceaux de page par seconde' },
  learningRate: 'Taux d’apprentissage',
  score: {
    lines: 'Taux d’erreur par caractère (CER) sur les lignes de validation',
    layout: 'F des lignes trouvées sur les pages de validation',
  },
  curves: 'Perte et validation au cours du temps',
  speed: 'Vitesse et taux d’apprentissage au cours du temps',
  best: (score, step) => `meilleur résultat : ${score} à l’étape ${step}`,
  bestOfAll: (score, step) => `le meilleur : ${score} à l’étape ${step}`,
  patience: (count) =>
    count < 2
      ? 's’arrête si la prochaine validation n’est pas meilleure'
      : `s’arrête après ${count} validations sans progrès`,
  out: (name) => `Le meilleur modèle est ${name}.`,
  examples: 'Exemples de la dernière validation',
  read: 'Ce qui est lu',
  remarks: 'Remarques',
  about: 'Cet entraînement',
  settings: 'Réglages',
  setting: 'Option',
  value: 'Valeur',
  data: {
    lines: (training, validation) => `${training} lignes pour apprendre, ${validation} pour mesurer`,
    layout: (training, validation) => `${training} pages pour apprendre, ${validation} pour mesurer`,
  },
  size: (weights, threads) => `${weights} poids, ${threads < 2 ? '1 fil' : `${threads} fils`} d’exécution`,
};
