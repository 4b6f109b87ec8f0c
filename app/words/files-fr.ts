/** Français de l’importation, de l’exportation et des fichiers de projet. */
import type { filesEn } from './files-en.js';

export const filesFr: typeof filesEn = {
  dropHere: 'Déposez pour ajouter',
  adding: 'Ajout des pages',
  opening: 'Ouverture du projet',
  of: (done, all) => `${done} sur ${all}`,
  stop: 'Arrêter',
  hide: 'Masquer la liste',
  pageOfPdf: (name, page) => `${name}, page ${page}`,
  reasons: {
    damagedXml: 'le fichier XML est endommagé',
    again: 'existe aussi en PAGE ou sous forme d’image',
    tooManyBytes: (megabytes) => `dépasse ${megabytes} Mo`,
  },
  project: {
    notProject: 'Ce n’est pas un fichier de projet de ductus.',
    newer:
      'Ce projet vient d’une version plus récente de ductus. Rechargez l’application pour l’obtenir, puis rouvrez le projet.',
    damaged: 'Ce fichier de projet est endommagé. Rien n’en a été conservé.',
    tooLarge: 'Ce fichier de projet devient démesuré à l’ouverture. Rien n’en a été conservé.',
  },
  saved: 'Enregistré',
};
