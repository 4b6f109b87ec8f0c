/** Français. Ce qui dépend de valeurs est une fonction de ces valeurs. */
import type { Words } from './index.js';

const lines = (count: number) => (count < 2 ? `${count} ligne` : `${count} lignes`);
const pages = (count: number) => (count < 2 ? `${count} page` : `${count} pages`);

export const learn: Words['learn'] = {
  title: 'Apprendre des corrections',
  why: 'Le modèle continue d’apprendre à partir des lignes que vous avez vérifiées. Quelques-unes sont mises de côté, pour mesurer ce qu’il y gagne.',
  enough: (count) => `${lines(count)} ${count < 2 ? 'vérifiée' : 'vérifiées'} dans ce document.`,
  few: (least) => `Il faut au moins ${least} lignes vérifiées ; à partir de 50, le progrès se mesure.`,
  minutes: 'Minutes',
  start: 'Commencer',
  stop: 'Arrêter',
  preparing: 'Découpage des lignes',
  measuringBefore: 'Mesure du modèle tel qu’il est',
  training: 'Apprentissage',
  measuringAfter: 'Mesure de ce qu’il a appris',
  loss: 'Perte',
  errorRate: 'Taux d’erreur par caractère sur les lignes mises de côté',
  before: 'Avant',
  after: 'Après',
  better: (share) => `${share} d’erreurs en moins`,
  notBetter: 'Il ne lit ces lignes ni mieux ni moins bien qu’avant.',
  more: (share) => `${share} d’erreurs en plus`,
  worse:
    'Le nouveau modèle lit ces lignes moins bien ; il n’a donc pas été gardé, et le document conserve celui d’avant. Davantage de lignes vérifiées, ou davantage de minutes, aident.',
  unlearnt:
    'Rien de meilleur que le modèle actuel n’a été trouvé ; aucun nouveau modèle n’a donc été gardé. Davantage de lignes vérifiées, ou davantage de minutes, aident.',
  kept: 'Le nouveau modèle est gardé, et c’est lui qui lit désormais ce document.',
  sideBySide: 'Les lignes mises de côté, avant et après',
  truth: 'Ce qui est écrit',
  use: 'Relire les pages qui ne sont pas vérifiées',
  download: 'Télécharger le modèle (.onnx)',
  stopped: 'Arrêté. Ce qui a été appris jusque-là est gardé.',
  rate: (value) => `${value} lignes par seconde`,
  model: 'Modèle de ce document',
  minutesOf: (count) => (count < 2 ? `${count} minute` : `${count} minutes`),
  readsOnly: 'Le modèle de ce document est en 8 bits : il lit, mais ne peut plus rien apprendre. Choisissez-en un autre ci-dessus.',
  stopping: 'Arrêt dès que le calcul en cours est fini',
  page: (done, all) => `Page ${done} sur ${all}`,
  line: (done, all) => `Ligne ${done} sur ${all}`,
  meanwhile:
    'Vous pouvez continuer à travailler. Si cet onglet est fermé, l’apprentissage pourra être repris plus tard.',
  interrupted: 'Un apprentissage a été interrompu ici.',
  goOn: 'Reprendre',
  drop: 'L’abandonner',
  failed: (problem) => `L’apprentissage a échoué : ${problem}`,
  again: 'Apprendre encore',
  curves: 'Perte et taux d’erreur au cours de l’apprentissage',
  table: 'Les courbes sous forme de tableau',
  time: 'Temps',
  measuredOn: (count) => `Mesuré sur ${lines(count)} dont il n’a rien appris.`,
  chance: 'Avec si peu de lignes, le hasard joue un rôle.',
  chosen: 'Le meilleur moment de l’apprentissage a été choisi sur ces mêmes lignes : le chiffre est donc un peu trop bon.',
  skipped: (count) => (count < 2 ? `${lines(count)} n’a pas pu servir` : `${lines(count)} n’ont pas pu servir`),
  errors: (count) => (count === 0 ? 'aucune erreur' : count === 1 ? '1 erreur' : `${count} erreurs`),
  leftOut: (text) => `« ${text} » a été omis`,
  willRead: (count) => (count < 2 ? `${pages(count)} sera relue.` : `${pages(count)} seront relues.`),
};

export const models: Words['models'] = {
  title: 'Modèles',
  shipped: 'Le lecteur fourni avec ductus',
  open: 'Ouvrir un modèle (.onnx)',
  learntFrom: (count) => `a appris de ${lines(count)}`,
  download: 'Télécharger',
  use: 'Utiliser pour les nouveaux documents',
  inUse: 'Utilisé pour les nouveaux documents',
  confirmDelete: (name) => `Supprimer le modèle « ${name} » ?`,
  refused: (problem) => `Ce fichier ne peut pas servir : ${problem}`,
  why: 'Un modèle lit des lignes. Chaque document a le sien ; ce qu’il apprend des corrections devient ici un nouveau modèle.',
  added: (name) => `Le modèle « ${name} » a été ajouté.`,
  opening: 'Essai du modèle',
  kept: 'Vos modèles',
  none: 'Aucun pour l’instant. Faites apprendre un document de ses corrections, ou ouvrez un fichier.',
  characters: (count) => `écrit ${count} caractères`,
  errorRate: (share) => `${share} de caractères faux sur des lignes mises de côté`,
  gain: (before, after) => `${before} de caractères faux avant, ${after} après, sur des lignes mises de côté`,
  made: (date) => `du ${date}`,
  readsOnly: '8 bits : il lit, mais ne peut plus rien apprendre',
  named: (document, date) => `${document}, ${date}`,
  usedBy: (count) =>
    count === 1
      ? '1 document l’utilise et reviendra au lecteur fourni avec ductus.'
      : `${count} documents l’utilisent et reviendront au lecteur fourni avec ductus.`,
};
